"""Writes of the outbox, each one transaction: queue, send, report, settle."""

from notifications.services.forget import forget, outdated
from notifications.services.queue import enqueue
from notifications.services.report import record_report
from notifications.services.send import claim_next, record_answer, send_next
from notifications.services.settle import settle

__all__ = [
    "claim_next",
    "enqueue",
    "forget",
    "outdated",
    "record_answer",
    "record_report",
    "send_next",
    "settle",
]

"""What a leader is asked about a dossier, and was asked before, as plain values."""

from typing import Any

from dossiers.models import Dossier, Proposal
from dossiers.reasons import LATE_CAUSES
from kit.clock import say_moment

Rows = list[tuple[str, str]]


def proposals(dossier: Dossier) -> list[dict[str, Any]]:
    """Every proposal with its answer, the oldest first."""
    rows = dossier.proposals.select_related("asked_by", "decided_by").order_by("asked_at", "pk")
    return [{"title": str(row.get_kind_display()), "rows": _rows(dossier, row)} for row in rows]


def open_proposal(dossier: Dossier) -> str:
    """What waits for an answer, in a sentence; empty where nothing does."""
    row = dossier.proposals.select_related("asked_by").filter(state=Proposal.State.OPEN).first()
    if row is None:
        return ""
    parts = [f"{row.asked_by.full_name} đề nghị: {str(row.get_kind_display()).lower()}", _reason(row)]
    if row.basis:
        parts.append(f"Căn cứ: {row.basis}")
    if asked := _asked(dossier, row):
        parts.append(asked)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _rows(dossier: Dossier, row: Proposal) -> Rows:
    answer = str(row.get_state_display())
    if row.decided_by:
        answer = f"{answer}: {row.decided_by}, {say_moment(row.decided_at)}"
    shown = [
        ("Đề nghị lúc", f"{say_moment(row.asked_at)}, {row.asked_by}"),
        ("Lý do", _reason(row)),
        ("Căn cứ", row.basis),
        ("Đề nghị", _asked(dossier, row)),
        ("Trả lời", answer),
        ("Ý kiến", row.answer),
    ]
    return [pair for pair in shown if pair[1]]


def _reason(row: Proposal) -> str:
    cause = LATE_CAUSES.get(row.cause_code, "")
    return ". ".join(part for part in (cause, row.reason) if part)


def _asked(dossier: Dossier, row: Proposal) -> str:
    if row.new_due:
        return f"Hẹn lại {say_moment(row.new_due)}"
    if row.days:
        return f"Thêm {row.days} ngày làm việc"
    if row.kind == Proposal.Kind.VERIFY and dossier.case.extension_value:
        return f"Thêm {dossier.case.extension_value.say()}"
    return ""

"""Kannel's words: answers of `sendsms` and the bits of a delivery report (Kannel user guide, 1.4.5)."""

from notifications.gateways.contract import AnswerState
from notifications.models import Attempt

# status, beginning of the body (empty: any) -> what it means to us; the first row that fits counts.
ANSWERS: tuple[tuple[int, str, AnswerState], ...] = (
    (202, "0:", "accepted"),
    (202, "3:", "accepted"),  # the operator's line is down; Kannel keeps it in its store
    (403, "Not routable", "permanent"),
    (403, "", "temporary"),  # our account or address is refused: an administrator mends it
    (400, "", "permanent"),
    (413, "", "permanent"),
)
REPORTS: dict[int, Attempt.Report] = {
    1: Attempt.Report.DELIVERED,
    2: Attempt.Report.FAILED,
    4: Attempt.Report.BUFFERED,
    8: Attempt.Report.ACCEPTED,
    16: Attempt.Report.FAILED,
}
REPORT_MASK = sum(REPORTS)


def read_answer(status: int, body: str) -> AnswerState:
    """What an HTTP answer of `sendsms` means; what the table does not know is worth another try."""
    for known, beginning, state in ANSWERS:
        if status == known and body.startswith(beginning):
            return state
    return "temporary"

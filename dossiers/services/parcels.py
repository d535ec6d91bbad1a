"""A result on its way by post: sent, under way, delivered; sent back, and sent again or fetched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from documents.models import StoredFile
from dossiers.models import Dossier, Parcel
from dossiers.reasons import USUAL_PROOF
from dossiers.services import collecting
from dossiers.services.forms import desk_name
from dossiers.services.messages import say_due, tell
from dossiers.services.transition import Move, close_move, open_move, say_race
from dossiers.states import PARCEL_NEXT, ParcelState
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import Conflict, DomainError, Invalid
from kit.text import collapse

WAYBILL_LENGTH = 40
REASON_LENGTH = 300
RECEIVED = (ParcelState.DELIVERED, ParcelState.COLLECTED)
NO_WAYBILL = "Nhập số vận đơn gửi kết quả."
TOLD: dict[ParcelState, str] = {
    ParcelState.POSTED: "Kết quả được gửi lại qua bưu chính",
    ParcelState.UNDER_WAY: "Bưu chính đang chuyển kết quả",
    ParcelState.DELIVERED: "Bưu chính đã phát kết quả",
    ParcelState.SENT_BACK: "Bưu chính chuyển hoàn kết quả",
    ParcelState.COLLECTED: "Đã nhận kết quả tại quầy",
}


@dataclass(frozen=True)
class News:
    """What became of a parcel. `when`: since when it is so, None for just now; the rest by `state`."""

    state: ParcelState
    when: datetime | None = None
    to: str = ""  # delivered, collected
    waybill: str = ""  # sent again
    reason: str = ""  # sent back
    proof: str = USUAL_PROOF  # collected
    proof_note: str = ""
    authority: str = ""

    @property
    def collector(self) -> collecting.Collector:
        return collecting.read_collector(
            name=self.to, proof=self.proof, proof_note=self.proof_note, authority=self.authority
        )


@transaction.atomic
def report(
    *, dossier: Dossier, by: Actor, at: datetime, news: News, note: str = "",
    files: Sequence[StoredFile] = (), seen: int | None = None,
) -> Dossier:  # fmt: skip
    """What the post says, or that a parcel which came back was sent again or fetched.

    Raises Invalid ("when", "to", "waybill", "reason", "proof", "proof_note", "authority"), DomainError
    where nothing was sent by post, Conflict where the parcel is somewhere else by now, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.PARCEL, by=by, at=at, seen=seen)
    parcel = _newest(move.dossier)
    if news.state not in PARCEL_NEXT[parcel.state]:
        raise Conflict(say_race(move.dossier, None), code="race")
    if errors := _when(parcel, news, move.at) | _CHECKS.get(news.state, _nothing)(move.dossier, news):
        raise Invalid(errors)
    now = _write(move, parcel, news)
    move.dossier.parcel = now.state
    move.data |= {"parcel": now.no, "waybill": now.waybill, "state": now.state,
                  "when": now.updated_at.isoformat()}  # fmt: skip
    close_move(move, note=note, public_label=TOLD[news.state], public_text=_say(now), files=files)
    _tell(move, now)
    return move.dossier


def send(*, move: Move, waybill: str, when: datetime) -> Parcel:
    """A parcel of its own, in a move that hands the result to the post."""
    number = move.dossier.parcels.count() + 1
    move.dossier.parcel = ParcelState.POSTED
    return Parcel.objects.create(
        dossier=move.dossier, no=number, waybill=collapse(waybill), sent_at=when, updated_at=when
    )


def waybill_faults(waybill: str) -> list[str]:
    """What is wrong with the number of a parcel."""
    if not waybill.strip():
        return [NO_WAYBILL]
    if len(waybill.strip()) > WAYBILL_LENGTH:
        return [f"Số vận đơn dài quá {WAYBILL_LENGTH} ký tự."]
    return []


def _newest(dossier: Dossier) -> Parcel:
    parcel = dossier.parcels.order_by("no").last()
    if parcel is None:
        raise DomainError("Kết quả của hồ sơ này không gửi qua bưu chính.")
    return parcel


def _when(parcel: Parcel, news: News, at: datetime) -> dict[str, list[str]]:
    """Not in the future; not before it was sent, nor, once it came back, before that. By the minute."""
    if news.when is None:
        return {}
    if news.when > at:
        return {"when": ["Thời điểm này chưa tới. Nhập giờ, ngày đã xảy ra."]}
    back = parcel.state == ParcelState.SENT_BACK
    since, what = (parcel.updated_at, "chuyển hoàn") if back else (parcel.sent_at, "gửi")
    if news.when < since.replace(second=0, microsecond=0):
        return {"when": [f"Kết quả được {what} lúc {say_due(since)}. Nhập giờ, ngày sau lúc đó."]}
    return {}


def _nothing(dossier: Dossier, news: News) -> dict[str, list[str]]:
    return {}


def _check_waybill(dossier: Dossier, news: News) -> dict[str, list[str]]:
    wrong = waybill_faults(news.waybill)
    return {"waybill": wrong} if wrong else {}


def _check_receiver(dossier: Dossier, news: News) -> dict[str, list[str]]:
    name = collapse(news.to)
    wrong = collecting.too_long(name) if name else "Nhập họ tên người mà bưu chính đã phát cho."
    return {"to": [wrong]} if wrong else {}


def _check_reason(dossier: Dossier, news: News) -> dict[str, list[str]]:
    if not news.reason.strip():
        return {"reason": ["Nhập lý do bưu chính chuyển hoàn để người nộp hiểu."]}
    if len(news.reason.strip()) > REASON_LENGTH:
        return {"reason": [f"Lý do dài quá {REASON_LENGTH} ký tự. Hãy viết ngắn hơn."]}
    return {}


def _check_collector(dossier: Dossier, news: News) -> dict[str, list[str]]:
    return collecting.faults(dossier, news.collector)


_CHECKS: dict[ParcelState, Callable[[Dossier, News], dict[str, list[str]]]] = {
    ParcelState.POSTED: _check_waybill,
    ParcelState.DELIVERED: _check_receiver,
    ParcelState.SENT_BACK: _check_reason,
    ParcelState.COLLECTED: _check_collector,
}


def _write(move: Move, parcel: Parcel, news: News) -> Parcel:
    """The parcel as it is from now on; another one where it is sent again."""
    since = parcel.updated_at if parcel.state == ParcelState.SENT_BACK else parcel.sent_at
    when = max(news.when or move.at, since)  # the same minute, by its seconds
    if news.state == ParcelState.POSTED:
        return send(move=move, waybill=news.waybill, when=when)
    parcel.state, parcel.updated_at = news.state, when
    parcel.delivered_to = collapse(news.to) if news.state in RECEIVED else ""
    if news.state == ParcelState.SENT_BACK:
        parcel.reason = news.reason.strip()
    if news.state == ParcelState.COLLECTED:
        collecting.write_down(move.dossier, news.collector)
        move.data = news.collector.data
    parcel.save()
    return parcel


def _say(parcel: Parcel) -> str:
    """For who has the key."""
    told = {
        ParcelState.DELIVERED: f" Người nhận: {parcel.delivered_to}, lúc {say_due(parcel.updated_at)}.",
        ParcelState.COLLECTED: f" Người nhận: {parcel.delivered_to}.",
        ParcelState.SENT_BACK: f" Lý do: {parcel.reason.rstrip('.')}.",
    }
    return f"Số vận đơn: {parcel.waybill}.{told.get(ParcelState(parcel.state), '')}"


def _tell(move: Move, parcel: Parcel) -> None:
    """A parcel that came back is the citizen's business: nothing reaches them before they say how."""
    if parcel.state == ParcelState.SENT_BACK:
        place = desk_name(move.dossier.receiving_agency)
        values = {"place": place, "reason": parcel.reason.rstrip(".")}
        tell(dossier=move.dossier, key="parcel_back", at=move.at, values=values)
    if parcel.state == ParcelState.POSTED:
        tell(dossier=move.dossier, key="parcel_again", at=move.at, values={"waybill": parcel.waybill})

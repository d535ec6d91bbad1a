"""By whose account a dossier came, for whom, and what its owner says to that."""

from typing import Any

from dossiers.models import Dossier, Objection
from dossiers.services.objection import PLACE
from dossiers.states import Channel, Objecting, OwnAccount
from kit.clock import say_moment

NOT_TOLD = "Chưa báo được: không có số di động riêng của chủ hồ sơ"


def facts(dossier: Dossier) -> list[tuple[str, str]]:
    """The account (chính chủ or not), the relation, the organisation, and whether the owner was told."""
    if dossier.channel != Channel.ONLINE:
        return []
    relation = str(dossier.get_relation_display()) if dossier.relation else ""
    if dossier.relation_note:
        relation = f"{relation}: {dossier.relation_note}"
    return [
        ("Tài khoản nộp", _account(dossier)),
        ("Người nộp là", relation),
        ("Nộp cho tổ chức", dossier.organisation.name if dossier.organisation else ""),
        ("Báo chủ hồ sơ", _told(dossier)),
    ]


def objection(dossier: Dossier) -> dict[str, Any]:
    """What the owner has said, on top of the page; nothing where they said nothing."""
    if dossier.objecting not in (Objecting.OPEN, Objecting.ANSWERED):
        return {}
    row = dossier.objection
    is_open = dossier.objecting == Objecting.OPEN
    answer = f"{row.get_decision_display()}: {row.answer} ({row.answered_by_name})" if row.answered_at else ""
    return {
        "place": PLACE,
        "kind": "late" if is_open else "info",
        "title": f"Chủ hồ sơ không đồng ý việc nộp thay, {say_moment(row.objected_at)}",
        "reason": row.reason,
        "answer": answer,
        "is_open": is_open,
    }


def _account(dossier: Dossier) -> str:
    words = str(OwnAccount(dossier.own_account).label)
    claimed = dossier.claimed_at
    return f"{words}; nhận về tài khoản {say_moment(claimed)}" if claimed else words


def _told(dossier: Dossier) -> str:
    if dossier.objecting == Objecting.NONE:
        return ""
    row = Objection.objects.filter(dossier=dossier).first()
    return f"Đã nhắn tin {say_moment(row.told_at)}" if row and row.told_at else NOT_TOLD

"""Who comes to the desk for a result: their name, what they showed, and on whose behalf (law.md R14)."""

import re
from dataclasses import dataclass

from dossiers.models import Dossier
from dossiers.people import NAME_LENGTH
from dossiers.reasons import PROOFS, USUAL_PROOF
from kit.text import collapse, fold

WORDS_LENGTH = 200
AUTHORITY_LENGTH = 300
# Nine or twelve digits in a row: a whole number of identity, which nobody needs on this page.
_WHOLE_NUMBER = re.compile(r"(?<!\d)\d{9}(\d{3})?(?!\d)")
NO_WHOLE_NUMBER = "Không ghi cả số định danh. Chỉ ghi 4 số cuối nếu cần."
NO_AUTHORITY = (
    "Người nhận không phải người nộp hay chủ hồ sơ. Nhập số, ngày của văn bản ủy quyền hoặc giấy giới thiệu."
)


@dataclass(frozen=True)
class Collector:
    """`proof` is a key of PROOFS; `authority` names the paper that lets somebody else come."""

    name: str
    proof: str = USUAL_PROOF
    proof_note: str = ""
    authority: str = ""

    @property
    def data(self) -> dict[str, str]:
        """For the event."""
        said = {"proof": self.proof, "proof_note": self.proof_note, "authority": self.authority}
        return {key: value for key, value in said.items() if value}


def read_collector(*, name: str, proof: str, proof_note: str, authority: str) -> Collector:
    """As typed, tidied."""
    return Collector(collapse(name), proof, collapse(proof_note), collapse(authority))


def faults(dossier: Dossier, collector: Collector) -> dict[str, list[str]]:
    """What is wrong, by field ("to", "proof", "proof_note", "authority")."""
    found = {
        "to": _name(collector.name),
        "proof": "" if collector.proof in PROOFS else "Chọn giấy tờ mà người nhận xuất trình.",
        "proof_note": _proof_note(collector),
        "authority": _authority(dossier, collector),
    }
    return {field: [sentence] for field, sentence in found.items() if sentence}


def write_down(dossier: Dossier, collector: Collector) -> None:
    """On the locked dossier; the caller saves it by closing its move."""
    dossier.returned_to = collector.name
    dossier.returned_proof, dossier.returned_proof_note = collector.proof, collector.proof_note
    dossier.returned_authority = collector.authority


def too_long(name: str) -> str:
    """The sentence for a name that has no room; empty for one that has."""
    return f"Họ tên người nhận dài quá {NAME_LENGTH} ký tự." if len(name) > NAME_LENGTH else ""


def _name(name: str) -> str:
    return too_long(name) if name else "Nhập họ tên người đến nhận kết quả."


def _proof_note(collector: Collector) -> str:
    if collector.proof == "other" and not collector.proof_note:
        return "Ghi rõ giấy tờ mà người nhận xuất trình."
    return _words(collector.proof_note, WORDS_LENGTH)


def _authority(dossier: Dossier, collector: Collector) -> str:
    if not collector.authority and collector.name and not _is_known(dossier, collector.name):
        return NO_AUTHORITY
    return _words(collector.authority, AUTHORITY_LENGTH)


def _is_known(dossier: Dossier, name: str) -> bool:
    """Filer or owner, with or without the marks on the letters."""
    return fold(name) in {dossier.owner_fold, *dossier.parties.values_list("name_fold", flat=True)}


def _words(text: str, longest: int) -> str:
    if len(text) > longest:
        return f"Nội dung dài quá {longest} ký tự. Hãy viết ngắn hơn."
    return NO_WHOLE_NUMBER if _WHOLE_NUMBER.search(text.replace(" ", "")) else ""

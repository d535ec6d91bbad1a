"""One procedure as people read it: the parts that the law wants made public, in plain words.

Law: NĐ 63/2010/NĐ-CP and its amendments on the parts of a procedure; QĐ 766/QĐ-TTg indicator 1.3 (all parts
public); NĐ 224/2026/NĐ-CP art. 14 (a partial service says why). What nobody has written yet is said to be
"đang cập nhật", never left out and never guessed.
"""

from collections.abc import Iterable
from typing import Any

from agencies.models import Agency
from procedures import fees
from procedures.models import Component, Version
from procedures.selectors import Switch
from procedures.wording import METHODS, UPDATING, limit


def describe(version: Version) -> dict[str, Any]:
    """The template's values for `version`, a whole version with its parts at hand."""
    return {
        "version": version,
        "facts": facts(version),
        "components": [component(row) for row in version.components.all()],
        "has_form": bool(version.form_fields.all()),
        "sequence": version.sequence_text or "",
        "requirements": version.requirements or "",
        "decision": decision(version),
        "updating": UPDATING,
    }


def facts(version: Version) -> list[tuple[str, str]]:
    """The short parts, label and words."""
    return [
        ("Thời hạn giải quyết", "\n".join(limit(case) for case in version.cases.all())),
        ("Phí, lệ phí", "\n".join(fees.describe(version))),
        ("Mức độ dịch vụ công", version.get_service_level_display()),
        *_partial_reason(version),
        ("Đối tượng thực hiện", version.get_audience_display()),
        ("Cơ quan thực hiện", version.competent_agency or UPDATING),
        ("Cấp thực hiện", version.procedure.get_authority_level_display()),
        ("Cách thức thực hiện", "\n".join(METHODS[m] for m in version.methods) or UPDATING),
        ("Kết quả thực hiện", version.result or UPDATING),
        ("Cơ chế một cửa", "Thuộc cơ chế một cửa" if version.in_one_stop else "Không thuộc cơ chế một cửa"),
    ]


def component(row: Component) -> dict[str, Any]:
    """A line of the table of papers."""
    if row.shown_only:
        note = "Chỉ xuất trình để đối chiếu, không nộp"
    else:
        note = "" if row.required else "Nộp nếu có"
    return {"name": row.name, "originals": row.originals, "copies": row.copies, "note": note}


def decision(version: Version) -> str:
    """The decision of publication, and since when it binds."""
    return (
        f"Quyết định số {version.decision_number} ngày {version.decision_date:%d/%m/%Y}, "
        f"công khai ngày {version.made_public_on:%d/%m/%Y}, áp dụng từ ngày {version.valid_from:%d/%m/%Y}."
    )


def where_to_file(version: Version, switches: Iterable[tuple[Agency, Switch]]) -> dict[str, Any]:
    """Whether a dossier may be filed here at all, by which office where it is one alone, and where else."""
    offering = [(agency, switch) for agency, switch in switches if switch.enabled]
    here = [agency for agency, switch in offering if switch.files_here]
    return {
        "files_here": version.online and bool(here),
        "elsewhere": [(agency.name, switch.basis) for agency, switch in offering if not switch.files_here],
        "not_online": not version.online,
        "only_office": here[0] if len(here) == 1 else None,
    }


def _partial_reason(version: Version) -> list[tuple[str, str]]:
    if version.service_level != Version.ServiceLevel.PARTIAL:
        return []
    return [("Vì sao chỉ trực tuyến một phần", version.partial_reason or UPDATING)]

"""The catalogue in an administrator's words: states, marks of confidence, what is still missing."""

from datetime import date
from typing import Any

from agencies.models import Mark
from audit.selectors import about, lines
from procedures import durations, fees
from procedures.entry import entry_of
from procedures.models import Procedure, Version
from procedures.plain import duration

HISTORY = 50  # lines of the book on a page
PARTS = {
    "service_level": "Mức độ dịch vụ công",
    "time": "Thời hạn",
    "components": "Thành phần hồ sơ",
    "result": "Kết quả",
    "legal_basis": "Căn cứ pháp lý",
    "steps": "Các bước xử lý",
    "fee": "Phí, lệ phí",
    "form": "Tờ khai điện tử",
}
BADGES = {Mark.SEEN: "done", Mark.KNOWN: "new", Mark.UNVERIFIED: "soon"}
STATES = {Version.State.DRAFT: "draft", Version.State.PUBLISHED: "working", Version.State.CLOSED: "stopped"}


def line(procedure: Procedure, on: date) -> dict[str, Any]:
    """A procedure in the list: its versions newest first and what this office does about it.

    Versions and the office's switch must be at hand (`selectors.procedures_for_desk`): no query here.
    """
    all_of_them = list(procedure.versions.all())
    switch = next(iter(procedure.switches.all()), None)
    return {
        "procedure": procedure,
        "name": all_of_them[0].name if all_of_them else "",
        "versions": [(row, *state(row, on)) for row in all_of_them],
        "unverified": unverified(all_of_them[0]) if all_of_them else 0,
        "switch": _say(switch.enabled, switch.files_here) if switch else _say(True, True),
    }


def state(version: Version, on: date) -> tuple[str, str]:
    """The badge of a version: kind and words, as things are on the day `on`."""
    label = f"{version.no}: {version.get_state_display()}"
    if version.state == Version.State.PUBLISHED:
        label = f"{version.no}: từ {version.valid_from:%d/%m/%Y}"
        if version.valid_from > on:
            label += " (chưa đến ngày)"
    elif version.state == Version.State.CLOSED:
        label = f"{version.no}: {version.valid_from:%d/%m/%Y} – {version.valid_to:%d/%m/%Y}"
    return STATES[Version.State(version.state)], label


def marks(version: Version) -> list[dict[str, str]]:
    """How sure we are of each part of the version."""
    known = version.confidence
    return [
        {"part": words, "kind": BADGES[mark], "label": mark.label}
        for key, words in PARTS.items()
        if (mark := Mark(known.get(key, Mark.UNVERIFIED))) and (key != "form" or version.form_fields.all())
    ]


def steps(version: Version) -> list[dict[str, Any]]:
    """The configured steps: the time that each may take, and its share of its leg's limit, "16,67%"."""
    entry = entry_of(version)
    return [
        {
            "step": step,
            "time": durations.say(duration(entry, row)),
            "share": f"{step.share * 100:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "%",
        }
        for step, row in zip(version.steps.all(), entry["steps"], strict=True)
    ]


def history(version: Version) -> list[dict[str, Any]]:
    """What was done to the version, by whom, the newest first; edits with what they changed."""
    rows = lines().filter(about("procedures.version", version.pk))[:HISTORY]
    return [
        {"at": row.at, "who": row.actor_name, "what": row.summary, "changes": row.data.get("changes", [])}
        for row in rows
    ]


def unverified(version: Version) -> int:
    """How many parts of the version nobody has compared with their source."""
    return sum(mark == Mark.UNVERIFIED for mark in version.confidence.values())


def version_facts(version: Version) -> list[tuple[str, str]]:
    """The version's own words, with what is missing named."""
    missing = "Chưa có"
    return [
        ("Mã thủ tục", version.procedure.code),
        ("Lĩnh vực", version.procedure.sector.name),
        ("Mức độ dịch vụ công", version.get_service_level_display()),
        *_partial(version, missing),
        ("Thời hạn", "\n".join(_limit(case) for case in version.cases.all())),
        ("Phí, lệ phí", "\n".join(fees.describe(version))),
        ("Sau khi bổ sung", version.get_on_supplement_display() or "Theo quy định chung"),
        ("Kết quả", version.result),
        ("Trình tự thực hiện", version.sequence_text or missing),
        ("Yêu cầu, điều kiện", version.requirements or missing),
        ("Căn cứ pháp lý", "\n".join(version.legal_basis) or missing),
        ("Quyết định công bố", _decision(version) or missing),
        ("Hiệu lực", _validity(version)),
        ("Người lập", f"{version.created_by_name}, {version.created_at:%d/%m/%Y}"),
    ]


def _limit(case: Any) -> str:
    words = f"{case.name}: {case.limit_value.say()}" if case.name else case.limit_value.say()
    extension = case.extension_value
    return f"{words}; kéo dài {extension.say()}" if extension else words


def _partial(version: Version, missing: str) -> list[tuple[str, str]]:
    if version.service_level != Version.ServiceLevel.PARTIAL:
        return []
    return [("Vì sao một phần", version.partial_reason or f"{missing} (bắt buộc nêu lý do và căn cứ)")]


def _decision(version: Version) -> str:
    if not version.decision_number:
        return ""
    return f"{version.decision_number} ngày {version.decision_date:%d/%m/%Y}"


def _validity(version: Version) -> str:
    if version.valid_from is None:
        return "Bản nháp, chưa có hiệu lực"
    end = f"đến hết ngày {version.valid_to:%d/%m/%Y}" if version.valid_to else "đến khi có phiên bản mới"
    return f"Từ ngày {version.valid_from:%d/%m/%Y} {end}"


def _say(enabled: bool, files_here: bool) -> str:
    if not enabled:
        return "Không thực hiện"
    return "Nhận trực tuyến" if files_here else "Nộp tại Cổng quốc gia"

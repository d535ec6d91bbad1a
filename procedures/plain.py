"""An entry as the sheet that people compare: every value in Vietnamese words, under its label.

Two entries that differ give two sheets that differ; a share is said as the time that it comes to.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from agencies.models import Agency, Mark, Unit
from agencies.worktime.limits import Limit
from kit.money import dong
from procedures import durations
from procedures.diff import Line, Part
from procedures.entry import limit_of
from procedures.models import FeeItem, FormField, Step, Version
from procedures.wording import METHODS, exact

MARKED = {
    "service_level_confidence": "Mức độ dịch vụ công",
    "time_confidence": "Thời hạn",
    "components_confidence": "Thành phần hồ sơ",
    "result_confidence": "Kết quả",
    "legal_basis_confidence": "Căn cứ pháp lý",
    "steps_confidence": "Các bước xử lý",
    "form_confidence": "Tờ khai điện tử",
}
PROCESS = {
    "symbol": "Ký hiệu quy trình",
    "place": "Địa điểm tiếp nhận và trả kết quả",
    "decides": "Cơ quan có thẩm quyền quyết định",
    "authorised": "Cơ quan, người được ủy quyền",
    "partners": "Cơ quan phối hợp",
    "forms": "Biểu mẫu",
    "records": "Hồ sơ lưu",
    "kept": "Thời gian lưu",
}
YES, NO = "Có", "Không"


def sheet(entry: Mapping[str, Any]) -> list[Part]:
    """All that an entry says, part by part in the order in which it is read."""
    return [
        Part("Nội dung", _content(entry)),
        Part("Thời hạn", lines=tuple(map(_case, entry["cases"]))),
        Part("Thành phần hồ sơ", lines=tuple(map(_component, entry["components"]))),
        Part("Các chặng", lines=tuple(map(_leg, entry.get("legs", ())))),
        Part("Các bước xử lý", lines=tuple(_step(entry, step) for step in entry["steps"])),
        Part("Phí, lệ phí", _fee(entry["fee"]), tuple(map(_fee_item, entry["fee"]["items"]))),
        Part("Quy trình nội bộ", _process(entry.get("process", {}))),
        Part("Tờ khai điện tử", lines=tuple(map(_field, entry.get("form", ())))),
        Part("Đối chiếu với văn bản gốc", _marks(entry)),
    ]


def _content(entry: Mapping[str, Any]) -> dict[str, str]:
    supplement = entry.get("on_supplement", "")
    return _filled({
        "Tên thủ tục": entry["name"],
        "Mức độ dịch vụ công": _label(Version.ServiceLevel, entry["service_level"]),
        "Vì sao một phần": entry.get("partial_reason", ""),
        "Đối tượng thực hiện": _label(Version.Audience, entry["audience"]),
        "Cơ quan thực hiện": entry["competent_agency"],
        "Cách thức thực hiện": "\n".join(METHODS[name] for name in entry.get("methods", ["direct"])),
        "Số bộ hồ sơ": str(entry.get("sets_of_dossier", 1)),
        "Kết quả": entry["result"],
        "Trình tự thực hiện": entry.get("sequence_of_steps_text") or "",
        "Yêu cầu, điều kiện": entry.get("requirements") or "",
        "Căn cứ pháp lý": "\n".join(entry["legal_basis"]),
        "Thuộc cơ chế một cửa": _say(entry.get("in_one_stop", True)),
        "Nộp trực tuyến được": _say(entry["online"]),
        "Sau khi bổ sung": _label(Version.OnSupplement, supplement) if supplement else "Theo quy định chung",
        "Sự kiện cuộc đời": "\n".join(entry.get("life_events", ())),
    })  # fmt: skip


def _case(case: Mapping[str, Any]) -> Line:
    limit, extension = case["limit"], case.get("extension")
    return Line(case["key"], _filled({
        "Trường hợp": case["name"],
        "Thời hạn": exact(Limit.from_dict(limit)),
        "Ghi chú": limit.get("note", ""),
        "Kéo dài": exact(Limit.from_dict(extension)) if extension else "",
        "Lý do kéo dài": extension.get("reason", "") if extension else "",
        "Đối chiếu phần kéo dài": _mark(extension.get("confidence")) if extension else "",
    }), is_named=True)  # fmt: skip


def _component(row: Mapping[str, Any]) -> Line:
    return Line(row["code"], _filled({
        "Mã": row["code"],
        "Giấy tờ": row["name"],
        "Bản chính": str(row["originals"]),
        "Bản sao": str(row["copies"]),
        "Bắt buộc": _say(row["required"]),
        "Chỉ xuất trình": _say(row["shown_only"]),
        "Điền bằng tờ khai điện tử": YES if row.get("by_form") else "",
    }), is_named=True)  # fmt: skip


def _leg(leg: Mapping[str, Any]) -> Line:
    own = leg.get("limit")
    return Line(str(leg["leg"]), {
        "Cơ quan": _label(Agency.Kind, leg["agency_kind"]),
        "Thời hạn": exact(Limit.from_dict(own)) if own else "Theo thời hạn của thủ tục",
    }, is_named=True)  # fmt: skip


def _step(entry: Mapping[str, Any], step: Mapping[str, Any]) -> Line:
    leg = step.get("leg", 1)
    hours = duration(entry, step)
    return Line(f"{leg} {step['name']}", _filled({
        "Bước": step["name"],
        "Chặng": str(leg),
        "Vai trò": _label(Step.Role, step["role"]),
        "Trách nhiệm": _label(Unit.KindKey, step["unit_kind"]),
        "Thời gian": durations.say(hours),
        "Được bỏ qua khi có lý do": YES if step.get("may_skip") else "",
        "Biểu mẫu, kết quả": step.get("output", ""),
    }))  # fmt: skip


def duration(entry: Mapping[str, Any], step: Mapping[str, Any]) -> Decimal:
    """How many hours a step's share of its leg's limit comes to."""
    whole = durations.hours_of(limit_of(entry, step.get("leg", 1)))
    return Decimal(str(step["share"])) * whole


def _fee(fee: Mapping[str, Any]) -> dict[str, str]:
    return _filled({
        "Cách thu": _label(Version.FeeStatus, fee["status"]),
        "Ghi chú": fee.get("note", ""),
        "Đối chiếu": _mark(fee.get("confidence")),
    })  # fmt: skip


def _fee_item(item: Mapping[str, Any]) -> Line:
    cap, amount = item.get("cap_per_copy"), item["amount"]
    return Line(f"{item['kind']} {item['per']}", _filled({
        "Loại": _label(FeeItem.Kind, item["kind"]),
        "Mức": "Theo nơi quy định" if amount is None else dong(amount),
        "Đơn vị tính": item["per"],
        "Bậc theo trang": "; ".join(
            f"từ trang {band['from_page']}: {dong(band['amount'])}" for band in item.get("bands", ())
        ),
        "Mức tối đa một bản": "" if cap is None else dong(cap),
        "Nơi quy định": item.get("set_by", ""),
    }))  # fmt: skip


def _process(process: Mapping[str, Any]) -> dict[str, str]:
    given = {label: process.get(name, "") for name, label in PROCESS.items()}
    return _filled({
        label: "\n".join(value) if isinstance(value, list) else value for label, value in given.items()
    })  # fmt: skip


def _field(line: Mapping[str, Any]) -> Line:
    rules = line.get("rules", {})
    return Line(line["key"], _filled({
        "Nhãn": line["label"],
        "Phần": line["section"],
        "Kiểu": _label(FormField.Kind, line["kind"]),
        "Bắt buộc": _say(line.get("required", True)),
        "Hướng dẫn": line.get("help", ""),
        "Lựa chọn": "\n".join(line.get("options", ())),
        "Quy tắc": "; ".join(f"{name} = {value}" for name, value in sorted(rules.items())),
    }), is_named=True)  # fmt: skip


def _marks(entry: Mapping[str, Any]) -> dict[str, str]:
    return _filled({label: _mark(entry.get(name)) for name, label in MARKED.items()})


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {label: text for label, text in texts.items() if text}


def _label(choices: Any, value: str) -> str:
    return choices(value).label


def _mark(value: str | None) -> str:
    return Mark(value).label.capitalize() if value else ""


def _say(flag: bool) -> str:
    return YES if flag else NO

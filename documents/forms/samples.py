"""Made-up data for each form: the shortest and the longest that a citizen could meet.

Nobody in it exists. The longest has a name of 200 letters and 30 papers: a form has to stay readable with it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from documents.forms import data as values

SHORT, LONG = "ngan", "dai"
LENGTHS = {SHORT: "Ngắn nhất", LONG: "Dài nhất"}
_NAME = (
    "Công ty trách nhiệm hữu hạn một thành viên đầu tư xây dựng, thương mại, dịch vụ vận tải, "
    "khai thác và chế biến khoáng sản, nông lâm thủy hải sản xuất nhập khẩu tổng hợp "
    "Nguyễn Thị Thương Thương và các con"
)[:200]
_ADDRESS = (
    "Số nhà 128A, ngách 45/12, ngõ 345 đường Nguyễn Thị Minh Khai, tổ dân phố số 15 Nghiêng Trưởng, "
    "xã Mẫu, tỉnh Mẫu"
)
_REQUEST = (
    "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (công trình không theo tuyến, theo tuyến "
    "trong đô thị, tín ngưỡng, tôn giáo, tượng đài, tranh hoành tráng, theo giai đoạn, theo dự án) "
    "và nhà ở riêng lẻ"
)
_REASON = (
    "Phần bản vẽ mặt bằng và mặt đứng chưa có chữ ký của chủ trì thiết kế; giấy chứng nhận quyền sử dụng đất "
    "nộp kèm đã quá mờ nên chưa đọc được số thửa, số tờ bản đồ. Đề nghị chụp lại rõ cả hai mặt và bổ sung "
    "bản vẽ có chữ ký."
)

_BASIS = "Điều 13 Luật Hộ tịch năm 2014; khoản 8 Điều 19 Nghị định số 61/2018/NĐ-CP"


def sample(key: str, length: str, head: values.Letterhead) -> Any:
    """Data of form `key`, `SHORT` or `LONG`, under the letterhead of the office that looks at it.

    Raises KeyError for a form that has no sample.
    """
    return _SAMPLES[key](length == LONG, head)


URL = "https://mau.example.vn/tra-cuu/"


def _person(long: bool) -> values.Applicant:
    if long:
        return values.Applicant(
            _NAME, _ADDRESS, "0900 000 000", "cong-ty-trach-nhiem-huu-han-mau@thu-dien-tu.example.vn"
        )
    return values.Applicant("Lê A", "Thôn Một")


def _common(long: bool, head: values.Letterhead) -> dict[str, Any]:
    return {
        "head": head,
        "code": _code(head),
        "applicant": _person(long),
        "request": _REQUEST if long else "Đăng ký khai sinh",
    }


def _code(head: values.Letterhead) -> str:
    return f"H00.00000-{head.issued_at:%y%m%d}-0001"


def _papers(long: bool) -> tuple[values.ComponentLine, ...]:
    if not long:
        return (values.ComponentLine("Giấy chứng sinh", originals=1),)
    name = "Giấy tờ thứ {} chứng minh quyền sử dụng đất và tài sản gắn liền với đất"
    return tuple(
        values.ComponentLine(name.format(n), n % 3, n % 2, "" if n % 3 else "bản điện tử")
        for n in range(1, 31)
    )


def _receipt(long: bool, head: values.Letterhead) -> values.ReceiptData:
    at = head.issued_at
    return values.ReceiptData(
        **_common(long, head),
        office=head.office,
        components=_papers(long),
        sets=2 if long else 1,
        limit_unit="working_day" if long else "same_day",
        limit_amount=Decimal("7.5" if long else "1"),
        limit_cutoff="" if long else "15:00",
        received_at=at,
        due_at=at + timedelta(days=9 if long else 0),
        result_at=f"Tại nhà qua dịch vụ bưu chính: {_ADDRESS}" if long else head.office,
        book=f"01/{at:%Y}",
        line=10432 if long else 1,
        receiver_name="Trần Thị B",
        url=URL,
        filer_name=_NAME if long else "Lê A",
    )


def _supplement(long: bool, head: values.Letterhead) -> values.SupplementData:
    items = tuple(
        values.SupplementItem(part.name, _REASON if long and n == 0 else "Ảnh bị mờ.", 1, n % 2, n % 3)
        for n, part in enumerate(_papers(long))
    )
    return values.SupplementData(
        **_common(long, head),
        items=items,
        reason=_REASON if long else "Ảnh bị mờ.",
        contact=head.office,
        contact_phone="0239 000 0000",
        guide_name="Trần Thị B",
        url=URL,
    )


def _refusal(long: bool, head: values.Letterhead) -> values.RefusalData:
    return values.RefusalData(
        **_common(long, head),
        office=head.office,
        reason=f"{_REASON} {_REASON}" if long else "Không thuộc thẩm quyền.",
        legal_basis=_BASIS if long else "Điều 13",
        receiver_name="Trần Thị B",
        filer_name=_NAME if long else "Lê A",
        url=URL,
    )


def _apology(long: bool, head: values.Letterhead) -> values.ApologyData:
    at = head.issued_at
    earlier = values.EarlierPromise(at - timedelta(days=4), at + timedelta(days=1), "Chờ kết quả xác minh")
    return values.ApologyData(
        **_common(long, head),
        office=head.office,
        agency=head.authority,
        handled_by="Phòng Kinh tế, Hạ tầng và Đô thị" if long else "Phòng Kinh tế",
        received_at=at - timedelta(days=9),
        due_at=at + timedelta(days=1),
        new_due_at=at + timedelta(days=5),
        is_extension=long,
        cause=_REASON if long else "Chờ kết quả xác minh.",
        explanation=f"{_REASON} {_REASON}" if long else "",
        return_at=f"nhà, qua dịch vụ bưu chính ({_ADDRESS})" if long else head.office,
        signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" if long else "CHỦ TỊCH",
        signer_name="Phạm Văn C",
        url=URL,
        earlier=(earlier, earlier) if long else (),
    )


def _stop(long: bool, head: values.Letterhead) -> values.StopData:
    at = head.issued_at
    return values.StopData(
        **_common(long, head),
        office=head.office,
        received_at=at - timedelta(days=2),
        asked_at=at,
        reason=_REASON if long else "Gia đình đổi ý.",
        stage="Thẩm định" if long else "Tiếp nhận",
        stopped_at=at,
        fee_handling="theo quy định của pháp luật về phí và lệ phí.",
        returned=tuple(part.name for part in _papers(long)) if long else (),
        signer_title="NGƯỜI THÔNG BÁO",
        signer_name="Trần Thị B",
        url=URL,
    )


def _control_slip(long: bool, head: values.Letterhead) -> values.ControlSlipData:
    at = head.issued_at
    rows = [
        values.ControlSlipRow(
            "Bộ phận Một cửa", "Phòng Kinh tế, Hạ tầng và Đô thị", at, "Trần Thị B", "Phạm Văn C", "early"
        ),
        values.ControlSlipRow(
            "Phòng Kinh tế, Hạ tầng và Đô thị",
            "Lãnh đạo Ủy ban nhân dân xã",
            at,
            "Phạm Văn C",
            "Nguyễn Thị Thương Thương Huyền Trang",
            "late",
            _REASON if long else "",
        ),
        values.ControlSlipRow("Lãnh đạo Ủy ban nhân dân xã", "Bộ phận Một cửa", None, "Nguyễn Văn D"),
    ]
    return values.ControlSlipData(
        head=replace(head, number=None),
        code=_code(head),
        applicant_name=_NAME if long else "Lê A",
        received_at=at,
        due_at=at + timedelta(days=3) if long else None,
        office=head.authority,
        partners="Công an xã; Bảo hiểm xã hội cơ sở; Phòng Văn hóa - Xã hội" if long else "",
        rows=tuple(rows * 4 if long else rows[:1]),
    )


def _register(long: bool, head: values.Letterhead) -> values.RegisterData:
    person, at = _person(long), head.issued_at
    done = at + timedelta(days=2) if long else None
    row = values.RegisterRow(
        line=1,
        code=_code(head),
        procedure=_REQUEST if long else "Đăng ký khai sinh",
        sets=1,
        applicant=person.name,
        address=person.address,
        phone=person.phone,
        agency=head.authority,
        received_at=at,
        due_at=at + timedelta(days=3),
        forwarded_at=done,
        result_received_at=done,
        returned_at=done,
        return_method="Qua dịch vụ bưu chính" if long else "",
        signed=_NAME[:60] if long else "",
        note="Dừng giải quyết theo đề nghị" if long else "",
    )
    rows = tuple(replace(row, line=n) for n in range(1, 13 if long else 2))
    closed: datetime | None = at if long else None
    return values.RegisterData(
        head=replace(head, number=None),
        book="01",
        year=at.year,
        rows=rows,
        total=len(rows),
        pages=5 if long else 1,
        missing=(13, 14, 17) if long else (),
        closed_at=closed,
        closed_by="Hồ Thị E" if long else "",
    )


_SAMPLES = {
    "receipt": _receipt,
    "supplement": _supplement,
    "refusal": _refusal,
    "apology": _apology,
    "stop": _stop,
    "control_slip": _control_slip,
    "register": _register,
}

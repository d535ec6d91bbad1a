"""What the forms of these tests say: Xã Sơn Tây, bà Lan, Monday 23/11/2026."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from documents.forms import data as values

CODE = "H42.18172-261123-0007"
URL = f"https://motcua.sontay.example/tra-cuu/{CODE}"
NOON = datetime(2026, 11, 23, 2, 42, 59, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
OFFICE = "Trung tâm Phục vụ hành chính công xã Sơn Tây"

HEAD = values.Letterhead(
    authority="Ủy ban nhân dân xã Sơn Tây",
    office="Trung tâm Phục vụ hành chính công",
    place="Sơn Tây",
    issued_at=NOON,
    symbol="TTPVHCC",
    number=5,
)
LAN = values.Applicant(
    name="Nguyễn Thị Lan",
    address="Thôn Hồ Vậy, xã Sơn Tây, tỉnh Hà Tĩnh",
    phone="0912 345 678",
    email="lan@example.vn",
)
RECEIPT = values.ReceiptData(
    head=HEAD,
    code=CODE,
    office=OFFICE,
    applicant=LAN,
    request="Đăng ký khai sinh",
    components=(
        values.ComponentLine("Tờ khai đăng ký khai sinh", originals=1),
        values.ComponentLine("Giấy chứng sinh hoặc giấy tờ thay thế", originals=1, copies=2),
        values.ComponentLine("Giấy chứng nhận kết hôn", note="xuất trình"),
    ),
    sets=1,
    limit_unit="working_day",
    limit_amount=Decimal(5),
    received_at=NOON,
    due_at=DUE,
    result_at="Trung tâm Phục vụ hành chính công xã Sơn Tây",
    book="01/2026",
    line=7,
    receiver_name="Phan Thị Hoa",
    filer_name="Nguyễn Thị Lan",
    url=URL,
)
LONG_RECEIPT = replace(
    RECEIPT,
    applicant=replace(LAN, name=("Công ty trách nhiệm hữu hạn " * 9)[:200].strip()),
    components=tuple(
        values.ComponentLine(f"Giấy tờ thứ {n} chứng minh quyền sử dụng đất và tài sản gắn liền", originals=1)
        for n in range(1, 31)
    ),
)
SUPPLEMENT = values.SupplementData(
    head=replace(HEAD, symbol="HDHS", number=12),
    code=CODE,
    applicant=LAN,
    request="Đăng ký khai sinh",
    items=(
        values.SupplementItem("Giấy chứng sinh", "Ảnh chụp bị mờ, chưa đọc được ngày sinh.", originals=1),
        values.SupplementItem("Văn bản ủy quyền", "Chưa có chứng thực chữ ký.", certified=2, photocopies=3),
    ),
    reason="Thành phần hồ sơ chưa đủ theo Điều 16 Luật Hộ tịch năm 2014.",
    contact="bà Phan Thị Hoa",
    contact_phone="0239 3877 001",
    guide_name="Phan Thị Hoa",
    url=URL,
)
REFUSAL = values.RefusalData(
    head=replace(HEAD, number=120),
    code=CODE,
    office=OFFICE,
    applicant=LAN,
    request="Đăng ký khai sinh",
    reason="Hồ sơ không thuộc thẩm quyền giải quyết của Ủy ban nhân dân xã Sơn Tây.",
    legal_basis="Điều 13 Luật Hộ tịch năm 2014.",
    receiver_name="Phan Thị Hoa",
)
STOP = values.StopData(
    head=HEAD,
    code=CODE,
    office=OFFICE,
    applicant=LAN,
    request="Đăng ký khai sinh",
    received_at=NOON,
    asked_at=datetime(2026, 11, 25, 1, 0, tzinfo=UTC),
    reason="Gia đình đã đăng ký khai sinh tại nơi tạm trú.",
    stage="Thẩm định, dự thảo kết quả",
    stopped_at=datetime(2026, 11, 25, 2, 5, tzinfo=UTC),
    fee_handling="chưa thu phí, lệ phí.",
    returned=("Giấy chứng sinh (01 bản chính)", "Văn bản ủy quyền (01 bản chính)"),
    signer_title="Giám đốc",
    signer_name="Trần Văn Minh",
)
APOLOGY = values.ApologyData(
    head=replace(HEAD, number=3),
    code=CODE,
    office=OFFICE,
    agency="Ủy ban nhân dân xã Sơn Tây",
    handled_by="Bộ phận Tư pháp – Hộ tịch",
    applicant=LAN,
    request="Đăng ký khai sinh",
    received_at=NOON,
    due_at=DUE,
    new_due_at=datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
    is_extension=False,
    cause="Chờ kết quả xác minh tại nơi cư trú trước đây.",
    explanation="",
    return_at=OFFICE,
    signer_title="CHỦ TỊCH",
    signer_name="Võ Đình Khang",
    url=URL,
)
CONTROL_SLIP = values.ControlSlipData(
    head=replace(HEAD, number=None),
    code=CODE,
    applicant_name="Nguyễn Thị Lan",
    received_at=NOON,
    due_at=DUE,
    office="Bộ phận Tư pháp – Hộ tịch, UBND xã Sơn Tây",
    partners="",
    rows=(
        values.ControlSlipRow(
            "Bộ phận TN&TKQ", "Tư pháp – Hộ tịch", NOON, "Phan Thị Hoa", "Lê Quốc Việt", "early"
        ),
        values.ControlSlipRow(
            "Tư pháp – Hộ tịch", "Lãnh đạo UBND", DUE, "Lê Quốc Việt", "Trần Văn Minh", "on_time"
        ),
        values.ControlSlipRow(
            "Lãnh đạo UBND",
            "Bộ phận TN&TKQ",
            datetime(2026, 11, 26, 1, 0, tzinfo=UTC),
            "Trần Văn Minh",
            "Phan Thị Hoa",
            "late",
            "Chờ xác minh",
        ),
    ),
)
REGISTER_ROW = values.RegisterRow(
    line=7,
    code=CODE,
    procedure="Đăng ký khai sinh",
    sets=1,
    applicant="Nguyễn Thị Lan",
    address="Thôn Hồ Vậy, xã Sơn Tây, tỉnh Hà Tĩnh",
    phone="0912 345 678",
    agency="UBND xã Sơn Tây",
    received_at=NOON,
    due_at=DUE,
    forwarded_at=NOON,
    result_received_at=DUE,
    returned_at=DUE,
    return_method="Trực tiếp",
    signed="Đã ký",
)
REGISTER = values.RegisterData(
    head=replace(HEAD, number=None),
    book="01",
    year=2026,
    rows=tuple(replace(REGISTER_ROW, line=n) for n in range(1, 25)),
    total=24,
    pages=2,
)
EFORM = values.EformData(
    title="Tờ khai đăng ký khai sinh",
    addressee="Ủy ban nhân dân xã Sơn Tây",
    place="Sơn Tây",
    signed_at=NOON,
    signer_name="Nguyễn Thị Lan",
    code=CODE,
    sections=(
        values.EformSection(
            "Người yêu cầu",
            (("Họ, chữ đệm, tên", "Nguyễn Thị Lan"), ("Nơi cư trú", "Thôn Hồ Vậy"), ("Giấy tờ", "")),
        ),
        values.EformSection(
            "Người được khai sinh",
            (("Họ, chữ đệm, tên", "TRẦN GIA BẢO"), ("Ngày, tháng, năm sinh", "20/11/2026")),
        ),
    ),
    pledge="Tôi cam đoan nội dung khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai.",
)
STATISTICS = values.StatisticsData(
    printed_code="II.06a/VPCP/KSTT",
    issued_under="Ban hành theo Thông tư số\n01/2020/TT-VPCP ngày 21/10/2020",
    title="TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC",
    period="Quý III/2026",
    window="Từ ngày 15/06/2026 đến ngày 14/09/2026",
    reporter="UBND xã Sơn Tây",
    receiver="UBND tỉnh Hà Tĩnh",
    unit="Số hồ sơ TTHC",
    headings=((values.HeadingCell("Lĩnh vực", 1, 1), values.HeadingCell("Tổng số", 1, 1)),),
    numbers=(1, 2),
    rows=(("Chứng thực", (12345,)),),
    total=(12345,),
    place="Sơn Tây",
    issued_at=NOON,
    known_at=NOON,
    signers=(values.Signer("Người làm báo cáo", "Hồ Thị Yến"), values.Signer("Thủ trưởng đơn vị")),
)
ALL = {
    "statistics": STATISTICS,
    "receipt": RECEIPT,
    "supplement": SUPPLEMENT,
    "refusal": REFUSAL,
    "apology": APOLOGY,
    "stop": STOP,
    "control_slip": CONTROL_SLIP,
    "register": REGISTER,
    "eform": EFORM,
}

"""What the gallery shows: invented people and dossiers, on a fixed day."""

from datetime import datetime, timedelta

from django import forms

from kit.clock import VN

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=VN)
LATER = NOW + timedelta(hours=7)

BADGES = (
    ("draft", "Bản nháp"),
    ("new", "Mới nộp"),
    ("working", "Đang xử lý"),
    ("waiting", "Chờ bổ sung"),
    ("soon", "Sắp đến hạn"),
    ("late", "Quá hạn"),
    ("done", "Đã trả kết quả"),
    ("stopped", "Tạm dừng"),
)
NOTICES = (
    ("info", "Trụ sở nghỉ ngày thứ Sáu, 27/11/2026"),
    ("ok", "Đã lưu thông tin người nộp"),
    ("soon", "Sắp đến hạn bổ sung"),
    ("late", "Đã quá hạn bổ sung"),
    ("waiting", "Cần Ông/Bà bổ sung giấy tờ"),
)
EXPLAIN = (
    ("Nhận lúc", "09:42, thứ Hai 23/11/2026"),
    ("Thứ Hai, 23/11/2026", "09:42–11:30 và 13:00–17:00: 5 giờ 48 phút"),
    ("Thứ Ba, 24/11/2026", "07:30–09:42: 2 giờ 12 phút"),
    "Hạn tiếp nhận là 8 giờ làm việc kể từ khi nộp (Nghị định 118/2025/NĐ-CP).",
)


def _deadline(state: str, **values) -> dict:
    plain = {
        "due_at": LATER,
        "minutes_left": None,
        "used": None,
        "total": None,
        "explain": (),
        "finished_at": None,
        "reason": "",
    }
    return {"state": state, **plain, **values}


DEADLINES = (
    _deadline("running", minutes_left=420, used=60, total=480, explain=EXPLAIN),
    _deadline("soon", minutes_left=100, used=380, total=480),
    _deadline("late", minutes_left=-135, used=615, total=480),
    _deadline("stopped", due_at=None, used=200, total=480, reason="chờ Ông/Bà bổ sung giấy tờ"),
    _deadline("done", finished_at=NOW),
    _deadline("done_late", finished_at=LATER + timedelta(hours=1)),
    _deadline("none", due_at=None),
)
TIMELINE = (
    {"title": "Ông/Bà đã nộp hồ sơ", "who": "Nộp trực tuyến", "at": NOW - timedelta(days=3), "state": "done"},
    {
        "title": "Đã tiếp nhận và hẹn ngày trả",
        "who": "Bộ phận Một cửa",
        "at": NOW - timedelta(days=2, hours=1),
        "state": "done",
        "files": ({"name": "Giấy tiếp nhận hồ sơ.pdf", "url": "#ho-so"},),
    },
    {
        "title": "Thẩm định hồ sơ",
        "who": "Công chức tư pháp – hộ tịch",
        "at": NOW - timedelta(days=1),
        "state": "late",
        "note": "Xong sau hạn 2 giờ 10 phút.",
    },
    {
        "title": "Yêu cầu bổ sung giấy tờ",
        "who": "Công chức tư pháp – hộ tịch",
        "at": NOW - timedelta(hours=20),
        "state": "waiting",
        "note": "Giấy chứng sinh bị mờ, cần chụp lại.",
    },
    {"title": "Trình lãnh đạo ký", "who": "Văn phòng", "at": NOW, "state": "now", "due_at": LATER},
    {
        "title": "Trả kết quả tại Bộ phận Một cửa",
        "state": "next",
        "due_words": "Dự kiến trước 17:00, thứ Tư 25/11/2026",
    },
)
ANSWERS = (
    ("Họ và tên", "Nguyễn Thị Lan"),
    ("Số định danh", "********1234"),
    ("Số điện thoại", "0912 345 678"),
    ("Thư điện tử", ""),
    {
        "label": "Địa chỉ",
        "value": "Thôn Hà Tây\nXã Sơn Tây, tỉnh Hà Tĩnh",
        "note": "Trước đây: xã Sơn Tây, huyện Hương Sơn",
    },
)
FILES = (
    {
        "name": "Tờ khai đăng ký khai sinh.pdf",
        "size": 245_760,
        "url": "#ho-so",
        "preview_url": "#ho-so",
        "note": "đã kiểm tra",
        "remove_name": "go_tep",
        "remove_value": "1",
    },
    {
        "name": "giay-chung-sinh-anh-chup-tu-dien-thoai-cua-gia-dinh-20261122-081512.jpg",
        "size": 3_565_158,
        "url": "#ho-so",
        "remove_name": "go_tep",
        "remove_value": "2",
    },
    {
        "name": "giay-chung-nhan-ket-hon.pdf",
        "size": 812_304,
        "badge_kind": "working",
        "badge": "Đang kiểm tra an toàn",
        "remove_name": "go_tep",
        "remove_value": "3",
    },
    {
        "name": "van-ban-uy-quyen.docx",
        "size": 91_220,
        "badge_kind": "soon",
        "badge": "Chưa kiểm tra được",
        "remove_name": "go_tep",
        "remove_value": "4",
    },
    {
        "name": "phu-luc.zip",
        "size": 20_480,
        "badge_kind": "late",
        "badge": "Có mã độc",
        "error": "Nội dung tệp đã bị xóa. Ông/Bà gỡ bỏ tệp này và gửi một tệp khác.",
        "remove_name": "go_tep",
        "remove_value": "5",
    },
    {
        "name": "banve.pdf",
        "size": 66_060_288,
        "error": "Tệp “banve.pdf” nặng 63 MB. Mỗi tệp cần dưới 50 MB. "
        "Ông/Bà có thể chia tệp hoặc chụp lại với độ phân giải thấp hơn.",
    },
)


def _row(number: int, person: str, procedure: str, deadline: dict, badge: tuple, step: str, who: str) -> dict:
    return {
        "url": f"#{number}",
        "code": f"H42.18172-261123-{number:04}",
        "person": person,
        "procedure": procedure,
        "deadline": deadline,
        "badge": badge,
        "step": step,
        "who": who,
    }


ROWS = (
    _row(
        3,
        "Đặng Văn Ảnh",
        "Chứng thực chữ ký",
        {"state": "late", "due_at": NOW, "minutes_left": 135},
        ("late", "Quá hạn"),
        "Thẩm định",
        "Trần Thị Hoa",
    ),
    _row(
        7,
        "Nguyễn Thị Lan",
        "Đăng ký khai sinh",
        {"state": "soon", "due_at": LATER, "minutes_left": 100},
        ("working", "Đang xử lý"),
        "Trình ký",
        "Lê Minh Đức",
    ),
    _row(
        9,
        "Phan Hoàng Mỹ Duyên",
        "Xác nhận tình trạng hôn nhân để làm thủ tục vay vốn ngân hàng",
        {"state": "running", "due_at": LATER + timedelta(days=1), "minutes_left": 700},
        ("new", "Chờ tiếp nhận"),
        "",
        "",
    ),
    _row(
        11,
        "Võ Thị Út",
        "Đăng ký đất đai lần đầu",
        {"state": "stopped", "reason": "chờ bổ sung"},
        ("waiting", "Chờ bổ sung"),
        "Kiểm tra hồ sơ",
        "Trần Thị Hoa",
    ),
)
QUEUES = (
    {"group": "Của tôi", "label": "Chờ tiếp nhận", "url": "#q1", "count": 14, "current": True},
    {"group": "Của tôi", "label": "Đang giữ", "url": "#q2", "count": 6},
    {"group": "Của tôi", "label": "Chờ trả kết quả", "url": "#q3", "count": 3},
    {"group": "Cơ quan", "label": "Quá hạn", "url": "#q4", "count": 2, "alert": True},
    {"group": "Cơ quan", "label": "Sắp đến hạn", "url": "#q5", "count": 5},
    {"group": "Cơ quan", "label": "Chờ bổ sung", "url": "#q6", "count": 0},
)
TOLD = [
    {
        "text": "Hồ sơ H42.18172-261123-0007 hẹn trả lúc 17:00 ngày 25/11/2026: hoàn thành hoặc đề nghị "
        "xin lỗi, hẹn lại trước hạn.",
        "when": "07:30, thứ Ba 24/11/2026", "office": "", "is_new": True, "url": "#",
    },
    {
        "text": "Việc của Anh/Chị: 2 hồ sơ quá hạn, 1 hồ sơ cần làm hôm nay.",
        "when": "13:00, thứ Hai 23/11/2026", "office": "Xã Sơn Tây", "is_new": False, "url": "#",
    },
]  # fmt: skip
TABS = (
    {"label": "Tất cả", "url": "#t1", "count": 25, "current": True},
    {"label": "Trực tuyến", "url": "#t2", "count": 14},
    {"label": "Tại quầy", "url": "#t3", "count": 11},
)
STEPS = (
    {"title": "Chuẩn bị giấy tờ", "text": "Giấy chứng sinh, căn cước của cha và mẹ."},
    {"title": "Nộp hồ sơ trực tuyến", "time": "khoảng 10 phút"},
    {"title": "Nhận kết quả", "text": "Tại Bộ phận Một cửa, qua bưu điện hoặc bản điện tử."},
)


class PlainForm(forms.Form):
    """Every kind of field, as it stands at first."""

    ten = forms.CharField(label="Họ và tên", help_text="Ghi đúng như trên căn cước.")
    ngay_sinh = forms.CharField(label="Ngày sinh", help_text="Ví dụ: 05/09/1964", required=False)
    nhan = forms.ChoiceField(
        label="Cách nhận kết quả",
        widget=forms.RadioSelect,
        initial="tai_quay",
        required=False,
        choices=[
            ("tai_quay", "Tại Bộ phận Một cửa"),
            ("buu_dien", "Tại nhà, qua bưu điện"),
            ("ban_so", "Bản điện tử"),
        ],
    )
    thon = forms.ChoiceField(
        label="Thôn", choices=[("", "Chọn thôn"), ("1", "Hà Tây"), ("2", "Cây Chanh")], required=False
    )
    giay_to = forms.MultipleChoiceField(
        label="Giấy tờ mang theo",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("cc", "Căn cước"), ("cs", "Giấy chứng sinh")],
    )
    noi_dung = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    tep = forms.FileField(
        label="Giấy chứng sinh", help_text="PDF, DOC, DOCX, JPG, PNG hoặc ZIP, dưới 50 MB.", required=False
    )
    cam_doan = forms.BooleanField(label="Tôi cam đoan những điều khai trên là đúng.", required=False)


class BrokenForm(forms.Form):
    """The same with sentences of what is to be put right."""

    ten = forms.CharField(label="Họ và tên", error_messages={"required": "Nhập họ và tên người nộp hồ sơ."})
    dien_thoai = forms.CharField(
        label="Số điện thoại",
        help_text="Khóa cập nhật sẽ được gửi tới số này.",
        error_messages={"required": "Nhập số điện thoại di động."},
    )
    nhan = forms.ChoiceField(
        label="Cách nhận kết quả",
        widget=forms.RadioSelect,
        choices=[("a", "Tại quầy"), ("b", "Qua bưu điện")],
        error_messages={"required": "Chọn cách nhận kết quả."},
    )
    tep = forms.FileField(label="Tờ khai", error_messages={"required": "Chọn tệp tờ khai."})
    cam_doan = forms.BooleanField(
        label="Tôi cam đoan những điều khai trên là đúng.",
        error_messages={"required": "Đánh dấu vào ô cam đoan để nộp hồ sơ."},
    )

    def clean_dien_thoai(self) -> str:
        raise forms.ValidationError("Số điện thoại cần có 10 chữ số và bắt đầu bằng 0, ví dụ 0912 345 678.")


class FilterForm(forms.Form):
    """Filters of a list."""

    thu_tuc = forms.ChoiceField(
        label="Thủ tục", choices=[("", "Tất cả"), ("1", "Đăng ký khai sinh")], required=False
    )
    nguon = forms.ChoiceField(label="Nguồn", choices=[("", "Tất cả"), ("1", "Trực tuyến")], required=False)


class CaptchaForm(forms.Form):
    """A picture and a written question."""

    ma = forms.CharField(label="Mã xác nhận", required=False)
    chu = forms.CharField(label="Câu hỏi", required=False)


class ConfirmForm(forms.Form):
    """A reason and a note."""

    ly_do = forms.CharField(
        label="Lý do", help_text="Nêu rõ điều luật.", widget=forms.Textarea(attrs={"rows": 3})
    )
    ghi_chu = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 2}), required=False)

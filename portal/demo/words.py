"""What people and officers write in the demo: contents, reasons, notes."""

from collections.abc import Mapping
from random import Random
from typing import Any

from procedures.models import Step, Version

CONTENT = {
    "2.000815": ("Chứng thực bản sao bằng tốt nghiệp", "Chứng thực bản sao giấy chứng nhận quyền sử dụng đất",
                 "Chứng thực bản sao học bạ", "Chứng thực bản sao giấy khai sinh của con"),
    "2.000884": ("Chứng thực chữ ký trong sơ yếu lý lịch",
                 "Chứng thực chữ ký trong giấy ủy quyền nhận lương hưu"),
    "2.000635": ("Xin bản sao trích lục khai sinh", "Xin bản sao trích lục kết hôn"),
    "1.001193": ("Đăng ký khai sinh cho con",),
    "1.004873": ("Xác nhận tình trạng hôn nhân để vay vốn", "Xác nhận tình trạng hôn nhân để mua bán đất"),
    "1.000656": ("Đăng ký khai tử cho người thân",),
    "1.000894": ("Đăng ký kết hôn",),
    "2.001035": ("Chứng thực hợp đồng tặng cho quyền sử dụng đất", "Chứng thực hợp đồng mua bán xe mô tô"),
    "1.004859": ("Cải chính chữ đệm trong giấy khai sinh", "Bổ sung ngày sinh của cha trong giấy khai sinh"),
    "1.014027": ("Đề nghị hưởng trợ cấp hưu trí xã hội",),
    "1.001612": ("Thành lập hộ kinh doanh tạp hóa", "Thành lập hộ kinh doanh sửa chữa xe máy"),
    "2.000720": ("Đổi địa chỉ hộ kinh doanh",),
    "1.013225": ("Xây dựng nhà ở riêng lẻ hai tầng",),
    "2.000986": ("Khai sinh, thường trú và thẻ bảo hiểm y tế cho con",),
}  # fmt: skip
LACKING = (
    ("Chụp lại đủ cả hai mặt, rõ chữ", "Ảnh chụp bị mờ, không đọc được số và ngày cấp."),
    ("Bản chụp có đủ các trang", "Giấy tờ gửi kèm thiếu trang cuối có chữ ký."),
    ("Bản đã ký và ghi rõ họ tên", "Giấy tờ chưa có chữ ký của người khai."),
)
REFUSALS = (
    ("wrong_procedure", "Nội dung đề nghị thuộc thủ tục khác; mời Ông/Bà nộp lại đúng thủ tục.",
     "Khoản 2 Điều 17 Nghị định 118/2025/NĐ-CP"),
    ("duplicate", "Hồ sơ cùng nội dung đã được Ông/Bà nộp và đang được giải quyết.",
     "Khoản 2 Điều 17 Nghị định 118/2025/NĐ-CP"),
)  # fmt: skip
ERASED = (
    "not_eligible",
    "Bản chính đã bị tẩy xóa, sửa chữa nên không được dùng làm cơ sở chứng thực bản sao.",
    "Khoản 1 Điều 22 Nghị định 23/2015/NĐ-CP",
)
WITHDRAWALS = (
    "Tôi nộp nhầm thủ tục.",
    "Tôi không còn nhu cầu làm giấy tờ này.",
    "Tôi muốn nộp lại vào dịp khác.",
)
STOPS = (
    "Người nộp đến Trung tâm đề nghị dừng vì đã thay đổi ý định.",
    "Người nộp đề nghị dừng để làm lại giấy tờ gốc.",
)
UNPREPARED = "Người nộp đề nghị dừng vì chưa chuẩn bị được giấy tờ cần bổ sung."
POST_SENT_BACK = "Bưu tá phát hai lần nhưng không liên lạc được với người nhận"
DECLINED = "Kết quả đã được ký, không thể rút hồ sơ. Mời Ông/Bà đến nhận kết quả."
SENT_BACK = ("Đề nghị kiểm tra lại ngày tháng trong dự thảo.", "Dự thảo ghi sai chữ đệm, đề nghị sửa.")
REJECTION = {
    "reason": "Không có đủ căn cứ xác định đã có sai sót khi đăng ký hộ tịch.",
    "basis": "Khoản 2 Điều 7 Nghị định 123/2015/NĐ-CP",
}
FORWARDED = {
    Step.Role.RECEIVE: ("", "Hồ sơ đủ giấy tờ.", ""),
    Step.Role.PROCESS: ("Đã thẩm định, đủ điều kiện. Kính trình lãnh đạo ký.", "Đã lập dự thảo kết quả.", ""),
    Step.Role.APPROVE: ("Đã ký.", ""),
}


def content(version: Version, rng: Random, declared: Mapping[str, Any] | None = None) -> str:
    """What is asked for, in the filer's words; empty where the procedure's name says it all."""
    if paper := (declared or {}).get("loai_giay_to"):
        return f"Chứng thực bản sao {paper[0].lower()}{paper[1:]}"
    return rng.choice(CONTENT.get(version.procedure.code, ("",)))


def lacking(rng: Random) -> tuple[str, str]:
    """What to send again, and why."""
    return rng.choice(LACKING)


def refusal(version: Version, rng: Random) -> dict[str, str]:
    """Why a dossier is not taken in, with its article of law."""
    certified = version.procedure.code == "2.000815"
    code, reason, basis = ERASED if certified else rng.choice(REFUSALS)
    return {"reason_code": code, "reason": reason, "basis": basis}


def withdrawal(rng: Random) -> str:
    """Why the citizen takes it back."""
    return rng.choice(WITHDRAWALS)


def stopping(rng: Random) -> str:
    """Why handling is stopped at the desk."""
    return rng.choice(STOPS)


def sending_back(rng: Random) -> str:
    """What the leader wants changed."""
    return rng.choice(SENT_BACK)


def forwarding(role: str, rng: Random) -> str:
    """The note for the next colleague; mostly none."""
    return rng.choice(FORWARDED.get(Step.Role(role), ("",)))

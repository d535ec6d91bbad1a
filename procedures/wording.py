"""How a procedure's parts are said to people: on its page, on the sheets that are posted, in a comparison."""

from agencies.worktime.limits import Limit
from procedures.models import Case

UPDATING = "Đang cập nhật"
METHODS = {
    "direct": "Nộp trực tiếp tại Bộ phận Một cửa",
    "online": "Nộp trực tuyến",
    "post": "Gửi qua dịch vụ bưu chính công ích",
}


def limit(case: Case) -> str:
    """'Nhà ở riêng lẻ: 15 ngày; có thể kéo dài thêm 5 ngày làm việc (xác minh).'"""
    words = case.limit_value.say()
    words = f"{case.name}: {words}" if case.name else words[:1].upper() + words[1:]
    extension = case.extension_value
    if extension:
        words += f"; có thể kéo dài thêm {extension.say()} ({case.extension.get('reason', 'xác minh')})"
    return f"{words}."


def exact(limit: Limit) -> str:
    """The limit, and where in its last day it ends: two limits that differ are never said alike."""
    return limit.say() + (", đúng giờ đã nhận" if limit.rule.value == "same_time" else "")

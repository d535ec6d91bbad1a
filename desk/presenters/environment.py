"""What is set in the server's environment, as an administrator may see it: no secrets."""

from dataclasses import dataclass

from django.conf import settings

from agencies.law import say


@dataclass(frozen=True)
class Setting:
    """One thing that only the server's administrator sets; `is_on` is how it stands."""

    title: str
    variable: str
    is_on: bool
    words: str


def environment(networks: list[str]) -> list[Setting]:
    """How the product is set up around it; `networks` is a value of the law, set on its own page."""
    has_mail, sms = "dummy" not in settings.EMAIL_BACKEND, settings.SMS_GATEWAY
    return [
        Setting("Chế độ dùng thử", "DEMO_MODE", settings.DEMO_MODE, _trial(settings.DEMO_MODE)),
        Setting("Địa chỉ cổng", "PUBLIC_URL", True, settings.PUBLIC_URL),
        Setting(
            "Tổng đài tin nhắn", "SMS_GATEWAY", sms != "demo",
            f"{sms}, người gửi {settings.SMS_SENDER}" if sms != "demo"
            else "Chưa nối: tin nhắn chỉ hiện ở hộp thư dùng thử",
        ),
        Setting(
            "Máy chủ thư điện tử", "EMAIL_HOST", has_mail,
            _mail() if has_mail else "Chưa nối: thư chỉ hiện ở hộp thư dùng thử",
        ),
        Setting(
            "Quét vi-rút tệp tải lên", "CLAMD_ADDRESS", settings.SCAN_UPLOADS,
            settings.CLAMD_ADDRESS if settings.SCAN_UPLOADS else "Tệp tải lên không được quét",
        ),
        Setting(
            "Xác thực hai lớp", "REQUIRE_SECOND_FACTOR", settings.REQUIRE_SECOND_FACTOR,
            "Bắt buộc với lãnh đạo, văn phòng, quản trị và khi ở ngoài mạng cơ quan"
            if settings.REQUIRE_SECOND_FACTOR else "Không bắt buộc; ai đã cài thì vẫn được hỏi",
        ),
        Setting("Mạng của cơ quan", "", bool(networks), say(networks)),
        Setting("Khóa mã hóa số định danh", "DATA_KEYS", not settings.DEMO_MODE, _keys()),
        Setting(
            "Thông tin ở đầu và chân trang công khai",
            "SITE_NAME, SITE_DESK, SITE_PHONE, SITE_ADDRESS, SITE_HOURS", True,
            "; ".join((settings.SITE_NAME, settings.SITE_DESK, settings.SITE_PHONE, settings.SITE_HOURS)),
        ),
    ]  # fmt: skip


def _mail() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}, người gửi {settings.DEFAULT_FROM_EMAIL}"


def _trial(is_on: bool) -> str:
    return "Đang dùng thử: tài khoản mẫu, không có gì gửi ra ngoài" if is_on else "Vận hành thật"


def _keys() -> str:
    if settings.DEMO_MODE:
        return "Khóa của bản dùng thử"
    return f"Đã đặt, {len(settings.DATA_KEYS)} khóa"

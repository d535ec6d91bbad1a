"""One table of what is kept how long, and what becomes of it: the rules, their basis, and what is due now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session

from accounts import notices, throttle
from accounts.models import Throttle
from agencies.models import Agency, LawValue
from agencies.selectors import law_value, law_value_row
from audit.models import AuditEntry
from documents.pruning import bin_time, in_bin
from dossiers.services import drafts
from keeping import disposal
from kit.clock import local_date, months_before
from notifications.services import outdated

HOUSE = "Quy ước của hệ thống"
DAILY, HOURLY = "tự động, hằng ngày", "tự động, hằng giờ"


@dataclass(frozen=True)
class Line:
    """A kind of record: how long it is kept, what then, when; `due` is how many have had their time.

    `law` is the value of the law that says it, with its key; None where the product's own habit does.
    """

    title: str
    kept: str
    then: str
    when: str
    due: int
    law: LawValue | None = None
    basis: str = HOUSE


def table(agency: Agency, at: datetime) -> list[Line]:
    """Every kind of record, the people's papers first. The counts of dossiers are the office's own."""
    return [_dossiers(agency, at), *_personal(agency, at), *_technical(at), *_for_ever(agency, at)]


def messages_before(at: datetime) -> datetime:
    """What was sent before this moment has lost its reason to be readable."""
    return months_before(at, law_value("message_months", local_date(at)))


def _dossiers(agency: Agency, at: datetime) -> Line:
    row = law_value_row("dossier_retention_years", local_date(at), agency)
    return Line(
        "Hồ sơ đã kết thúc",
        f"{row.value} năm từ ngày kết thúc",
        "Lập danh sách; có người xác nhận; vào thùng rác; rồi xóa tệp và thông tin cá nhân, giữ số liệu",
        "chỉ khi có người xác nhận",
        disposal.due(agency, at).count(),
        row,
    )


def _personal(agency: Agency, at: datetime) -> list[Line]:
    on = local_date(at)
    hours, days = law_value_row("draft_hours", on, agency), law_value_row("bin_days", on)
    told, sent = law_value_row("notice_days", on), law_value_row("message_months", on)
    return [
        Line("Hồ sơ đang soạn, chưa nộp", f"{hours.value} giờ từ lần sửa cuối",
             "Xóa nội dung; tệp vào thùng rác", HOURLY, drafts.expired(at=at).count(), hours),
        Line("Tệp trong thùng rác", f"{days.value} ngày",
             "Xóa hẳn tệp và tên tệp; giữ mã kiểm tra và dung lượng", DAILY,
             in_bin().filter(erased_at__lte=at - bin_time(at)).count(), days),
        Line("Thông báo cho cán bộ", f"{told.value} ngày", "Xóa", DAILY, notices.outdated(at).count(), told),
        Line("Tin nhắn, thư đã gửi", f"{sent.value} tháng", "Xóa nội dung và nơi nhận; giữ kết quả gửi",
             DAILY, outdated(before=messages_before(at)).count(), sent),
    ]  # fmt: skip


def _technical(at: datetime) -> list[Line]:
    tries = Throttle.objects.filter(last_failed_at__lt=at - throttle.FORGET_AFTER, open_at__lt=at)
    return [
        Line("Phiên đăng nhập đã hết", "đến khi hết phiên", "Xóa", DAILY,
             Session.objects.filter(expire_date__lt=at).count()),
        Line("Lần nhập sai mật khẩu, khóa", "24 giờ", "Xóa", HOURLY, tries.count()),
        Line("Mã xác nhận", "10 phút", "Xóa", "tự động, mỗi 10 phút",
             CaptchaStore.objects.filter(expiration__lt=at - timedelta(minutes=10)).count()),
    ]  # fmt: skip


def _for_ever(agency: Agency, at: datetime) -> list[Line]:
    months = law_value_row("log_months", local_date(at), agency)
    lines = AuditEntry.objects.count()
    return [
        Line("Nhật ký hệ thống", f"ít nhất {months.value} tháng; hệ thống giữ mãi",
             f"Không xóa ({lines} dòng)", "không bao giờ", 0, months),
        Line("Số liệu thống kê, bước xử lý, mốc thời gian", "giữ mãi", "Không xóa; không có tên người",
             "không bao giờ", 0),
        Line("Hồ sơ chưa kết thúc", "đến khi kết thúc và hết thời hạn lưu", "Không xóa", "không bao giờ", 0),
    ]  # fmt: skip

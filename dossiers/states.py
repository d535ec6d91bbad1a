"""The words of a dossier's life: states, channels, clocks, outcomes. Pure.

States and channels carry the codes of the national portal (TrangThaiHoSo, KenhThucHien; docs/law.md).
"""

from django.db.models import IntegerChoices, TextChoices


class State(IntegerChoices):
    """TrangThaiHoSo 1–10."""

    NEW = 1, "Mới đăng ký"
    RECEIVED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    PROCESSING = 4, "Đang xử lý"
    SUPPLEMENT = 5, "Yêu cầu bổ sung giấy tờ"
    PAYMENT = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWING = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    DONE = 9, "Đã xử lý xong"
    RETURNED = 10, "Đã trả kết quả"


BEFORE_RECEPTION = frozenset({State.NEW})
IN_HAND = frozenset({State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT, State.WITHDRAWING})
ENDED = frozenset({State.REFUSED, State.STOPPED, State.DONE, State.RETURNED})
CLOSED = ENDED - {State.DONE}  # nothing is owed any more, not even the hand-over of a result
AT_DESK = frozenset(State) - CLOSED
WITH_OPEN_RUN = frozenset({State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT})


class Channel(TextChoices):
    """How the dossier came in; `code` is KenhThucHien."""

    ONLINE = "online", "Trực tuyến"
    DIRECT = "direct", "Trực tiếp"
    POST = "post", "Bưu chính công ích"

    @property
    def code(self) -> int:
        """KenhThucHien: 1 trực tiếp, 2 trực tuyến, 3 bưu chính."""
        return {"direct": 1, "online": 2, "post": 3}[self.value]


class Source(TextChoices):
    """Which system took the dossier in; the desk treats all alike (domain.md 19)."""

    PORTAL = "portal", "Cổng này"
    NATIONAL = "national", "Cổng Dịch vụ công quốc gia"
    COUNTER = "counter", "Tại quầy"
    POST = "post", "Bưu chính"
    IMPORT = "import", "Nhập từ hệ thống cũ"


class Clock(TextChoices):
    """A clock runs, stands still with no due time, or has ended (domain.md 5)."""

    OFF = "off", "Chưa tính giờ"
    RUNNING = "running", "Đang tính giờ"
    STOPPED = "stopped", "Tạm dừng tính giờ"
    ENDED = "ended", "Đã kết thúc"


class Outcome(TextChoices):
    """How a dossier ended."""

    DONE = "done", "Đã có kết quả"
    REJECTED = "rejected", "Từ chối giải quyết"
    WITHDRAWN = "withdrawn", "Người nộp rút hồ sơ"
    STOPPED = "stopped", "Dừng giải quyết"
    REFUSED = "refused_at_intake", "Từ chối tiếp nhận"


class RunOutcome(TextChoices):
    """How one run of a step ended."""

    FORWARDED = "forwarded", "Chuyển bước sau"
    SENT_BACK = "sent_back", "Trả lại bước trước"
    RECALLED = "recalled", "Thu hồi"  # whoever sent it took it back before anybody of this step touched it
    RESTARTED = "restarted", "Làm lại sau bổ sung"
    CORRECTED = "corrected", "Đính chính thủ tục"  # the dossier goes on at a step of the right procedure
    FINISHED = "finished", "Hoàn thành"
    ENDED = "ended", "Kết thúc cùng hồ sơ"


class ResultMethod(TextChoices):
    """How the citizen wants the result."""

    OFFICE = "office", "Nhận tại Bộ phận Một cửa"
    POST = "post", "Nhận tại nhà qua bưu chính"
    ELECTRONIC = "electronic", "Nhận bản điện tử"


class OwnAccount(TextChoices):
    """Whose account filed it: the owner's own, as somebody has proven (law.md R29)?"""

    OWN = "own", "Chính chủ"
    OTHER = "other", "Nộp thay cho người khác"
    UNPROVEN = "unproven", "Tài khoản chưa xác thực danh tính"
    NONE = "none", "Không dùng tài khoản"


class Relation(TextChoices):
    """What the filer is to the owner, where these are two."""

    PARENT = "parent", "Cha hoặc mẹ"
    SPOUSE = "spouse", "Vợ hoặc chồng"
    CHILD = "child", "Con"
    GUARDIAN = "guardian", "Người giám hộ"
    AUTHORISED = "authorised", "Người được ủy quyền"
    STAFF = "staff", "Người của tổ chức"
    OTHER = "other", "Quan hệ khác"


class Objecting(TextChoices):
    """What the owner of a dossier that another filed may say, and has said."""

    NONE = "", "Không áp dụng"
    POSSIBLE = "possible", "Chủ hồ sơ chưa có ý kiến"
    OPEN = "open", "Chủ hồ sơ không đồng ý"
    ANSWERED = "answered", "Đã xem xét ý kiến chủ hồ sơ"


class ParcelState(TextChoices):
    """How far a result has come that was given to the post."""

    POSTED = "posted", "Đã gửi bưu chính"
    UNDER_WAY = "under_way", "Đang chuyển"
    DELIVERED = "delivered", "Đã phát"
    SENT_BACK = "sent_back", "Chuyển hoàn"
    COLLECTED = "collected", "Đã nhận tại quầy"  # fetched after it had come back


ON_THE_WAY = frozenset({ParcelState.POSTED, ParcelState.UNDER_WAY})
_NEWS = (ParcelState.UNDER_WAY, ParcelState.DELIVERED, ParcelState.SENT_BACK)
# What may be said of a parcel next. Posted again is a parcel of its own; what was said to be delivered by
# mistake can still come back.
PARCEL_NEXT: dict[str, tuple[ParcelState, ...]] = {
    ParcelState.POSTED: _NEWS,
    ParcelState.UNDER_WAY: _NEWS,
    ParcelState.DELIVERED: (ParcelState.SENT_BACK,),
    ParcelState.SENT_BACK: (ParcelState.POSTED, ParcelState.COLLECTED),
    ParcelState.COLLECTED: (),
}


class Target(TextChoices):
    """Which clock a ledger row or a lateness speaks of."""

    INTAKE = "intake", "Tiếp nhận"
    DOSSIER = "dossier", "Cả hồ sơ"
    RUN = "run", "Bước xử lý"


class EntryKind(TextChoices):
    """What a ledger row does to its clock."""

    START = "start", "Bắt đầu tính"
    PAUSE = "pause", "Tạm dừng"
    RESUME = "resume", "Tính tiếp"
    RESTART = "restart", "Tính lại từ đầu"
    EXTEND = "extend", "Gia hạn"
    VERIFY = "verify", "Gia hạn để xác minh"
    REAPPOINT = "reappoint", "Hẹn lại"
    CALENDAR = "calendar", "Lịch làm việc thay đổi"
    CORRECT = "correct", "Đính chính"
    STOP = "stop", "Kết thúc"

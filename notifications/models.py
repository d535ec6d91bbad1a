"""The outbox: what has to be told to whom, each try at telling it, and the demo's inbox (domain.md 26)."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.models import AppendOnlyModel
from kit.sealed import SealedField, SealedJSONField


class MessageWording(AppendOnlyModel):
    """The words of one message template at an office (its code) or everywhere, as somebody typed them.

    The newest version counts from the moment it is written, an office's own before that of all; where there
    is none, the shipped words do. `texts` is what `notifications.texts.Texts` reads.
    """

    template_key = models.CharField("mẫu", max_length=40)
    office = models.CharField("mã cơ quan", max_length=20, blank=True)
    no = models.PositiveIntegerField("phiên bản")
    texts = models.JSONField("câu chữ")
    note = models.CharField("lý do", max_length=300)
    set_at = models.DateTimeField("lập lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "phiên bản câu chữ của mẫu tin"
        constraints = [
            models.UniqueConstraint(fields=["template_key", "office", "no"], name="message_wording_no_once")
        ]

    def __str__(self) -> str:
        return f"{self.template_key}/{self.office}/{self.no}"


class Message(models.Model):
    """One message that somebody has to get. The row is the truth; the broker only hurries it along."""

    class Channel(models.TextChoices):
        SMS = "sms", "Tin nhắn"
        EMAIL = "email", "Thư điện tử"

    class State(models.TextChoices):
        QUEUED = "queued", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        ACCEPTED = "accepted", "Đã chuyển nhà mạng"
        DELIVERED = "delivered", "Đã đến máy"
        FAILED = "failed", "Không gửi được"
        EXPIRED = "expired", "Hết hạn gửi"

    OPEN = (State.QUEUED, State.SENDING)

    channel = models.CharField("kênh", max_length=10, choices=Channel)
    address = models.CharField("nơi nhận", max_length=254)
    template_key = models.CharField("mẫu", max_length=40)
    wording = models.ForeignKey(
        MessageWording, models.PROTECT, null=True, related_name="messages", verbose_name="câu chữ"
    )  # None: the shipped words
    values = models.JSONField("nội dung điền", default=dict)
    secret_values = SealedJSONField("nội dung bí mật", null=True)
    dedupe_key = models.CharField("khóa chống trùng", max_length=200, unique=True)
    reference = models.CharField("mã liên quan", max_length=100, blank=True)
    text = models.TextField("nội dung (đã che phần bí mật)")
    parts = models.PositiveSmallIntegerField("số phần tin")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.QUEUED)
    problem = models.CharField("lý do chưa gửi được", max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    may_be_duplicate = models.BooleanField("có thể trùng", default=False)
    not_before = models.DateTimeField("không gửi trước")
    next_try_at = models.DateTimeField("lần gửi tới")
    expires_at = models.DateTimeField("hạn gửi")
    created_at = models.DateTimeField("ghi lúc")
    settled_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "tin gửi đi"
        verbose_name_plural = "tin gửi đi"
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="message_due", condition=Q(state="queued")),
            models.Index(
                fields=["expires_at"], name="message_open", condition=Q(state__in=("queued", "sending"))
            ),
            models.Index(fields=["reference", "id"], name="message_reference"),
            models.Index(fields=["channel", "address", "id"], name="message_address"),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_settled_or_open",
                condition=Q(state__in=("queued", "sending"), settled_at__isnull=True)
                | Q(state__in=("accepted", "delivered", "failed", "expired"), settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_secret_only_while_open",
                condition=Q(secret_values__isnull=True) | Q(state__in=("queued", "sending")),
            ),
            models.CheckConstraint(
                name="message_expires_after_start", condition=Q(expires_at__gt=F("not_before"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_key} #{self.pk}"


class Attempt(models.Model):
    """One call of a gateway, committed as *sending* before the call, so that a crash leaves a trace."""

    class State(models.TextChoices):
        SENDING = "sending", "Đang gửi"
        ACCEPTED = "accepted", "Nhà mạng nhận"
        REFUSED = "refused", "Nhà mạng từ chối"
        ERROR = "error", "Lỗi tạm thời"
        UNKNOWN = "unknown", "Không rõ kết quả"

    class Report(models.TextChoices):
        NONE = "", "Chưa có"
        BUFFERED = "buffered", "Đang ở tổng đài"
        ACCEPTED = "accepted", "Tổng đài đã nhận"
        DELIVERED = "delivered", "Đã đến máy"
        FAILED = "failed", "Không đến máy"

    FINAL_REPORTS = (Report.DELIVERED, Report.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField("lần thứ")
    state = models.CharField("kết quả", max_length=10, choices=State, default=State.SENDING)
    started_at = models.DateTimeField("bắt đầu lúc")
    finished_at = models.DateTimeField("kết thúc lúc", null=True)
    answer = models.TextField("trả lời của nhà mạng", blank=True)
    provider_id = models.CharField("mã của nhà mạng", max_length=100, blank=True)
    report = models.CharField("báo phát", max_length=10, choices=Report, blank=True, default=Report.NONE)
    reported_at = models.DateTimeField("báo phát lúc", null=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        indexes = [
            models.Index(fields=["started_at"], name="attempt_in_doubt", condition=Q(state="sending")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["message"], condition=Q(state="sending"), name="attempt_one_under_way"
            ),
            models.CheckConstraint(
                name="attempt_finished_or_sending",
                condition=Q(state="sending", finished_at__isnull=True)
                | (~Q(state="sending") & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="attempt_report_with_time",
                condition=Q(report="", reported_at__isnull=True)
                | (~Q(report="") & Q(reported_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.number}"


class DemoMessage(models.Model):
    """What a phone or a mail box would have shown, in demo mode only; the text may hold keys: sealed."""

    attempt_id = models.UUIDField(unique=True)
    channel = models.CharField(max_length=10, choices=Message.Channel)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    demo_text = SealedField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = "tin của hộp thư trình diễn"
        indexes = [models.Index(fields=["address", "-id"], name="demo_inbox")]

    def __str__(self) -> str:
        return f"{self.channel} #{self.pk}"

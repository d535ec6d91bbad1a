"""The dossier: one row for its whole life, its people and its files."""

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dossiers.states import (
    AT_DESK,
    CLOSED,
    ENDED,
    ON_THE_WAY,
    Channel,
    Clock,
    Objecting,
    Outcome,
    OwnAccount,
    ParcelState,
    Relation,
    ResultMethod,
    Source,
    State,
)
from kit.sealed import BlindIndexField, SealedField, SealedJSONField


def held_at(agencies: object, path: str = "") -> Q:
    """Dossiers received or decided at one of `agencies`, and those with a leg there.

    `path` leads to them: "dossier__".
    """
    return (
        Q((f"{path}receiving_agency__in", agencies))
        | Q((f"{path}deciding_agency__in", agencies))
        | Q((f"{path}pk__in", _with_leg_at(agencies)))
    )


class DossierQuerySet(models.QuerySet):
    """Filters with a name; who may see which rows is decided in `dossiers.selectors.queues`."""

    def at(self, agencies: object) -> "DossierQuerySet":
        """Dossiers received or decided at one of `agencies`, and those with a leg there."""
        return self.filter(held_at(agencies))

    def at_desk(self) -> "DossierQuerySet":
        """Dossiers that still lie at a desk, if only to be handed over; few among all that ever were."""
        return self.filter(state__in=sorted(AT_DESK))

    def closed(self) -> "DossierQuerySet":
        """Dossiers that ask nothing of anybody any more."""
        return self.filter(state__in=sorted(CLOSED))

    def open(self) -> "DossierQuerySet":
        """Dossiers that still ask something of somebody."""
        return self.exclude(state__in=ENDED)

    def real(self) -> "DossierQuerySet":
        """Without test dossiers (domain.md 20)."""
        return self.filter(is_test=False)


def _with_leg_at(agencies: object) -> models.QuerySet:
    return Dossier.legs.rel.related_model.objects.filter(agency__in=agencies).values("dossier_id")


class Dossier(models.Model):
    """A request to the state under one code, from filing to the returned result.

    `last_seq` is the number of the newest event: a page that shows the dossier sends it back, and an
    action on a stale page is refused with a kind sentence.
    """

    code = models.CharField("mã hồ sơ", max_length=60, unique=True)
    source = models.CharField("nguồn", max_length=10, choices=Source.choices)
    channel = models.CharField("kênh", max_length=10, choices=Channel.choices)
    is_test = models.BooleanField("hồ sơ thử", default=False)
    version = models.ForeignKey("procedures.Version", models.PROTECT, related_name="dossiers")
    case = models.ForeignKey("procedures.Case", models.PROTECT, related_name="dossiers")
    filing_agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="dossiers_filed")
    receiving_agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="dossiers_received")
    deciding_agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="dossiers_decided")
    state = models.PositiveSmallIntegerField("trạng thái", choices=State.choices)
    last_seq = models.PositiveIntegerField(default=0)
    last_event_at = models.DateTimeField()
    last_entry_no = models.PositiveIntegerField(default=0)

    # The account whose holder may do what the key may: who filed, or who claimed it with the key afterwards.
    account = models.ForeignKey("accounts.Citizen", models.PROTECT, null=True, related_name="dossiers")
    claimed_at = models.DateTimeField("nhận về tài khoản lúc", null=True)
    own_account = models.CharField(
        "tài khoản nộp", max_length=8, choices=OwnAccount.choices, default=OwnAccount.NONE
    )
    relation = models.CharField("nộp thay với tư cách", max_length=10, choices=Relation.choices, blank=True)
    relation_note = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="dossiers"
    )
    objecting = models.CharField(max_length=8, choices=Objecting.choices, blank=True, default=Objecting.NONE)
    owner_name = models.CharField("chủ hồ sơ", max_length=200)
    owner_fold = models.CharField(max_length=200)
    filer_phone = models.CharField("điện thoại", max_length=15, blank=True)
    content = models.CharField("nội dung", max_length=500, blank=True)
    answers = SealedJSONField("tờ khai", default=dict)
    sets = models.PositiveSmallIntegerField("số bộ hồ sơ", default=1)
    result_method = models.CharField("cách nhận kết quả", max_length=12, choices=ResultMethod.choices)
    result_address = models.CharField("địa chỉ nhận kết quả", max_length=300, blank=True)
    waybill = models.CharField("số vận đơn", max_length=40, blank=True)
    key_hash = models.CharField(max_length=64, blank=True)
    key_set_at = models.DateTimeField(null=True)

    submitted_at = models.DateTimeField("nộp lúc")
    intake_from = models.DateTimeField(null=True)
    intake_due_at = models.DateTimeField("hạn tiếp nhận", null=True)
    intake_clock = models.CharField(max_length=8, choices=Clock.choices, default=Clock.OFF)
    received_at = models.DateTimeField("tiếp nhận lúc", null=True)
    received_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField("cơ quan có thẩm quyền nhận lúc", null=True)
    authority_open = models.BooleanField("chưa xác định thẩm quyền", default=False)
    clock_from = models.DateTimeField("tính giờ từ", null=True)
    due_original = models.DateTimeField("hẹn trả lần đầu", null=True)
    due_at = models.DateTimeField("hẹn trả", null=True)
    appointed_at = models.DateTimeField("hẹn lại", null=True)
    reappointments = models.PositiveSmallIntegerField("số lần hẹn lại", default=0)  # a restart forgets none
    clock = models.CharField(max_length=8, choices=Clock.choices, default=Clock.OFF)
    held = models.BooleanField("đang chờ", default=False)  # a Hold is open
    owes_apology = models.BooleanField("trễ, chưa xin lỗi", default=False)  # late by law, no letter yet
    asked = models.BooleanField("chờ lãnh đạo duyệt", default=False)  # a Proposal is open
    finished_at = models.DateTimeField("kết thúc xử lý", null=True)
    outcome = models.CharField("kết quả", max_length=20, choices=Outcome.choices, blank=True)
    disposed_at = models.DateTimeField("hủy theo thời hạn lưu lúc", null=True)  # nothing personal is left
    returned_at = models.DateTimeField("trả kết quả lúc", null=True)
    returned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    returned_how = models.CharField("hình thức trả", max_length=12, choices=ResultMethod.choices, blank=True)
    returned_to = models.CharField("người nhận kết quả", max_length=200, blank=True)
    returned_proof = models.CharField("giấy tờ xuất trình", max_length=20, blank=True)
    returned_proof_note = models.CharField(max_length=200, blank=True)
    returned_authority = models.CharField("văn bản ủy quyền", max_length=300, blank=True)
    # The state of the newest parcel, so that what the post has is found without a look at every parcel.
    parcel = models.CharField("bưu chính", max_length=12, choices=ParcelState.choices, blank=True)
    result_opened_at = models.DateTimeField("mở bản điện tử lúc", null=True)  # first, by who has the key
    register_book = models.CharField("quyển số", max_length=20, blank=True)
    register_no = models.PositiveIntegerField("số thứ tự", null=True)

    intake_soon_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    intake_late_marked_at = models.DateTimeField(null=True)
    intake_soon_marked_at = models.DateTimeField(null=True)
    late_marked_at = models.DateTimeField(null=True)
    soon_marked_at = models.DateTimeField(null=True)
    duty_at = models.DateTimeField(null=True)  # from then on: finish, or apologise (law.md R11)
    duty_marked_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        constraints = [
            models.CheckConstraint(
                name="dossier_clock_agrees_with_due",
                condition=Q(clock=Clock.RUNNING, due_at__isnull=False)
                | Q(clock=Clock.STOPPED, due_at__isnull=True)
                | Q(clock=Clock.OFF, due_at__isnull=True)
                | Q(clock=Clock.ENDED),
            ),
            models.CheckConstraint(
                name="dossier_intake_clock_agrees_with_due",
                condition=~Q(intake_clock=Clock.RUNNING) | Q(intake_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_outcome_with_finish",
                condition=Q(outcome="", finished_at__isnull=True)
                | (~Q(outcome="") & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="dossier_disposed_was_closed",
                condition=Q(disposed_at__isnull=True) | Q(state__in=sorted(CLOSED)),
            ),
            models.CheckConstraint(
                name="dossier_finish_after_reception",
                condition=Q(finished_at__isnull=True)
                | Q(received_at__isnull=True)
                | Q(finished_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="dossier_received_at_with_by",
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False, clock_from__isnull=False)
                | Q(received_at__isnull=False, received_by__isnull=False, clock=Clock.OFF)
                | Q(received_at__isnull=False, clock_from__isnull=False, source=Source.IMPORT),
            ),
            models.CheckConstraint(
                name="dossier_returned_at_with_by",
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, returned_how="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(returned_how=""))
                | Q(returned_at__isnull=False, source=Source.IMPORT),
            ),
            models.CheckConstraint(
                name="dossier_register_pair",
                condition=Q(register_book="", register_no__isnull=True)
                | (~Q(register_book="") & Q(register_no__isnull=False)),
            ),
            # The verdict is about the filing: who claims a dossier later has not filed it.
            models.CheckConstraint(
                name="dossier_own_account_with_account",
                condition=Q(own_account=OwnAccount.NONE, account__isnull=True, claimed_at__isnull=True)
                | Q(own_account=OwnAccount.NONE, account__isnull=False, claimed_at__isnull=False)
                | (~Q(own_account=OwnAccount.NONE) & Q(account__isnull=False, claimed_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="dossier_register_line_unique",
                fields=["receiving_agency", "register_book", "register_no"],
                condition=Q(register_no__isnull=False, is_test=False),
            ),
        ]
        indexes = [
            models.Index(fields=["receiving_agency", "state", "due_at"], name="dossier_queue"),
            models.Index(fields=["deciding_agency", "state", "due_at"], name="dossier_deciding_queue"),
            models.Index(
                fields=["intake_due_at"],
                name="dossier_intake_running",
                condition=Q(intake_clock=Clock.RUNNING, intake_late_marked_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="dossier_due_running",
                condition=Q(clock=Clock.RUNNING, late_marked_at__isnull=True),
            ),
            models.Index(
                fields=["duty_at"],
                name="dossier_duty_running",
                condition=Q(clock=Clock.RUNNING, duty_marked_at__isnull=True),
            ),
            models.Index(
                fields=["deciding_agency", "due_at"],
                name="dossier_owes_apology",
                condition=Q(owes_apology=True),
            ),
            models.Index(fields=["deciding_agency"], name="dossier_asked", condition=Q(asked=True)),
            models.Index(
                fields=["receiving_agency"], name="dossier_objected", condition=Q(objecting=Objecting.OPEN)
            ),
            models.Index(
                fields=["account", "-submitted_at", "-id"],
                name="dossier_account_newest",
                condition=Q(account__isnull=False),
            ),
            models.Index(
                fields=["receiving_agency"],
                name="dossier_authority_open",
                condition=Q(authority_open=True),
            ),
            models.Index(
                fields=["receiving_agency", "parcel"],
                name="dossier_parcel",
                condition=Q(parcel__in=sorted({*ON_THE_WAY, ParcelState.SENT_BACK})),
            ),
            models.Index(fields=["filer_phone"], name="dossier_phone"),
            models.Index(
                fields=["deciding_agency", "finished_at"],
                name="dossier_kept_closed",
                condition=Q(state__in=sorted(CLOSED), disposed_at__isnull=True),
            ),
            GinIndex(name="dossier_owner_trigram", fields=["owner_fold"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_received(self) -> bool:
        """Has an officer taken it in? Then the legal clock has started once."""
        return self.received_at is not None

    @property
    def is_crossing(self) -> bool:
        """Received at one office for another to decide, or for one that is still to be found?"""
        return self.authority_open or self.receiving_agency_id != self.deciding_agency_id

    @property
    def handled_from(self) -> datetime | None:
        """When who decides had it: for what another office received, when the deciding one took it (R07)."""
        return self.accepted_at if self.is_crossing or self.accepted_at else self.received_at

    @property
    def promised_at(self) -> datetime | None:
        """The day the citizen was told last. After a late re-appointment another one than `due_at`, which
        lateness goes on being compared with (domain.md 10)."""
        return self.appointed_at or self.due_at

    @property
    def is_ended(self) -> bool:
        """Does nobody owe anything but, at most, the hand-over of the result?"""
        return self.state in ENDED


class Party(models.Model):
    """A person of a dossier as they were when it was filed: a snapshot (domain.md 23)."""

    class Role(models.TextChoices):
        FILER = "filer", "Người nộp"
        OWNER = "owner", "Chủ hồ sơ"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parties")
    role = models.CharField(max_length=10, choices=Role.choices)
    name = models.CharField("họ và tên", max_length=200)
    name_fold = models.CharField(max_length=200)
    id_number = SealedField("số định danh", blank=True)
    id_index = BlindIndexField(of="id_number", purpose="party-id")
    id_is_old = models.BooleanField("số CMND cũ", default=False)
    birth_date = models.DateField("ngày sinh", null=True)
    sex = models.CharField("giới tính", max_length=10, blank=True)
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("địa chỉ", max_length=300)
    place_code = models.CharField("mã địa bàn", max_length=20, blank=True)
    place_name = models.CharField("địa bàn", max_length=300, blank=True)

    class Meta:
        verbose_name = "người liên quan"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "role"], name="party_role_once"),
            models.CheckConstraint(
                name="party_id_with_index",
                condition=Q(id_number__empty=True, id_index="")
                | (Q(id_number__empty=False) & ~Q(id_index="")),
            ),
        ]
        indexes = [
            models.Index(fields=["id_index"], name="party_id_index", condition=~Q(id_index="")),
            GinIndex(name="party_name_trigram", fields=["name_fold"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class DossierFile(models.Model):
    """A file handed in for a component, or the result; a replaced file stays, marked as removed."""

    class Kind(models.TextChoices):
        COMPONENT = "component", "Thành phần hồ sơ"
        RESULT = "result", "Kết quả"
        OTHER = "other", "Tệp kèm theo"
        AUTHORITY = "authority", "Giấy tờ nộp thay"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="files")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMPONENT)
    component = models.ForeignKey("procedures.Component", models.PROTECT, null=True, related_name="+")
    supplement = models.ForeignKey("dossiers.Supplement", models.PROTECT, null=True, related_name="files")
    event = models.ForeignKey("dossiers.Event", models.PROTECT, null=True, related_name="files")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    threat_told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tệp của hồ sơ"
        ordering = ["component__ord", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dossier_file_component",
                condition=~Q(kind="component") | Q(component__isnull=False),
            ),
            models.UniqueConstraint(fields=["dossier", "file"], name="dossier_file_once"),
        ]


class PaperPart(models.Model):
    """What the officer ticked at the counter for one component: originals, copies, only shown."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="paper_parts")
    component = models.ForeignKey("procedures.Component", models.PROTECT, related_name="+")
    originals = models.PositiveSmallIntegerField("bản chính", default=0)
    copies = models.PositiveSmallIntegerField("bản sao", default=0)
    shown = models.BooleanField("đã xuất trình", default=False)

    class Meta:
        verbose_name = "giấy tờ bản giấy"
        constraints = [models.UniqueConstraint(fields=["dossier", "component"], name="paper_part_once")]

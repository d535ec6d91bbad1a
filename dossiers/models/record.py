"""What happened and what was true: events, facts, forms issued. Rows here are written once."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from audit.models import AppendOnlyModel
from dossiers.models.dossier import Dossier
from dossiers.models.route import StepRun
from dossiers.states import Channel, Clock, Outcome, OwnAccount, State
from kit.sealed import SealedJSONField


class Event(AppendOnlyModel):
    """One thing that happened to a dossier; the timeline, the slip and the reports read these rows.

    `data` are facts of the machine (steps, due days); what people had said of themselves lies sealed in
    `said`.
    """

    # Blanked by services.dispose.
    closing_columns: ClassVar[tuple[str, ...]] = ("note", "public_text", "data", "said", "actor_name")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    from_state = models.PositiveSmallIntegerField(null=True, choices=State.choices)
    to_state = models.PositiveSmallIntegerField(choices=State.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    run = models.ForeignKey(StepRun, models.PROTECT, null=True, related_name="events")
    public_label = models.CharField(max_length=200, blank=True)
    public_text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    said = SealedJSONField(default=dict)

    class Meta:
        verbose_name = "sự kiện"
        ordering = ["dossier", "seq"]
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="event_seq_once")]


class DossierFact(AppendOnlyModel):
    """What was true of a dossier, with the time it was true (`effective`) and the time we knew it (`known`).

    Reports count these rows and nothing else (domain.md 29). Only the open end of `known` may ever be
    written again, by a trigger's leave: that is how a later fact supersedes an earlier one.
    """

    closing_columns: ClassVar[tuple[str, ...]] = ("known",)

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="facts")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    receiving_agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    sector = models.ForeignKey("procedures.Sector", models.PROTECT, related_name="+")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    submitted_at = models.DateTimeField()
    intake_due_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_on = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    clock = models.CharField(max_length=8, choices=Clock.choices)
    state = models.PositiveSmallIntegerField(choices=State.choices)
    own_account = models.CharField(max_length=8, choices=OwnAccount.choices, default=OwnAccount.NONE)
    reappointed = models.BooleanField("đã hẹn lại", default=False)  # false where nobody noted it yet
    effective = DateTimeRangeField()
    known = DateTimeRangeField()

    class Meta:
        verbose_name = "dữ kiện thống kê"
        constraints = [
            ExclusionConstraint(
                name="fact_one_truth_at_a_time",
                expressions=[
                    ("dossier", RangeOperators.EQUAL),
                    ("effective", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="fact_received_pair",
                condition=Q(received_on__isnull=True, received_at__isnull=True)
                | Q(received_on__isnull=False, received_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "finished_on"], name="fact_agency_finished"),
            models.Index(
                fields=["receiving_agency"],
                name="fact_for_others",
                condition=~Q(receiving_agency=F("agency")),
            ),
        ]


class IssuedForm(AppendOnlyModel):
    """A printed form of the law, kept as it was: a reprint is the same paper (domain.md 22).

    `data` and `texts` are what was printed, `wording` the version of the words (null: as shipped). A
    correction is a form of its own with a new number, which `replaces` the wrong one and says why (`reason`).
    """

    closing_columns: ClassVar[tuple[str, ...]] = ("data", "texts")  # blanked: services.dispose

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="issued_forms")
    key = models.CharField(max_length=20)
    form_set = models.CharField(max_length=20)
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60, blank=True)
    data = models.JSONField()
    texts = models.JSONField(default=dict)
    wording = models.ForeignKey("documents.FormWording", models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "biểu mẫu đã lập"
        ordering = ["dossier", "issued_at", "pk"]

"""Where the dossier is and what its clocks say: legs, runs of steps, the ledger of time, lateness."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit.models import AppendOnlyModel
from dossiers.models.dossier import Dossier
from dossiers.states import Clock, EntryKind, RunOutcome, Target

AT_RECEPTION, RETIRED = 0, 100  # numbers of legs that the version does not plan


class LegQuerySet(models.QuerySet):
    def planned(self) -> "LegQuerySet":
        """The legs of the dossier's version, in their order: what the term is made of."""
        return self.filter(ord__gt=AT_RECEPTION, ord__lt=RETIRED).order_by("ord")


class Leg(models.Model):
    """The part of a dossier's way inside one agency (chặng), with its own planned window (domain.md 17).

    Its number is the version's. Number 0 is the office that received the dossier for another one to decide;
    from 100 on stand the agencies that were sent it and were not competent.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="legs")
    ord = models.PositiveSmallIntegerField()
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    allowances = models.JSONField(default=dict)  # step id -> working minutes, set when the clock starts anew
    allowances_at = models.DateTimeField(null=True)

    objects = LegQuerySet.as_manager()

    class Meta:
        verbose_name = "chặng"
        ordering = ["dossier", "ord"]
        constraints = [models.UniqueConstraint(fields=["dossier", "ord"], name="leg_order_once")]
        indexes = [models.Index(fields=["agency", "dossier"], name="leg_agency")]

    @property
    def is_planned(self) -> bool:
        """Is it a part of the version's way, whose limit the term is made of?"""
        return AT_RECEPTION < self.ord < RETIRED


class StepRun(models.Model):
    """One run of one step: who holds it, since when, how many working minutes it was promised (domain.md 7).

    The name and role are copied from the catalogue's step, which never changes once published.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="runs")
    leg = models.ForeignKey(Leg, models.PROTECT, related_name="runs")
    step = models.ForeignKey("procedures.Step", models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    allowance_minutes = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    clock = models.CharField(max_length=8, choices=Clock.choices)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    closed_by_name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=RunOutcome.choices, blank=True)
    note = models.TextField(blank=True)
    soon_at = models.DateTimeField(null=True)
    late_marked_at = models.DateTimeField(null=True)
    soon_marked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt xử lý"
        ordering = ["dossier", "opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leg"], condition=Q(closed_at__isnull=True), name="run_one_open_per_leg"
            ),
            models.UniqueConstraint(fields=["leg", "step", "attempt"], name="run_attempt_once"),
            models.CheckConstraint(
                name="run_closed_with_outcome",
                condition=Q(closed_at__isnull=True, outcome="", closed_by_name="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(closed_by_name="")),
            ),
            models.CheckConstraint(
                name="run_clock_agrees_with_due",
                condition=Q(clock=Clock.RUNNING, due_at__isnull=False, closed_at__isnull=True)
                | Q(clock=Clock.STOPPED, due_at__isnull=True, closed_at__isnull=True)
                | Q(clock=Clock.ENDED, closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="run_due_running",
                condition=Q(clock=Clock.RUNNING, late_marked_at__isnull=True),
            ),
            models.Index(
                fields=["unit", "due_at"], name="run_unit_open", condition=Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["assignee", "due_at"], name="run_mine_open", condition=Q(closed_at__isnull=True)
            ),
        ]


class CalendarChange(models.Model):
    """A published calendar on its way through the open dossiers that it touches (domain.md 9).

    `position` is the last dossier that was looked at, `left_out` those that somebody held just then.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Đang tính lại"
        DONE = "done", "Đã tính lại"

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    calendar_no = models.PositiveIntegerField("lịch số")
    earlier = models.BooleanField("cho phép hẹn sớm hơn", default=False)
    reason = models.CharField("lý do", max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    asked_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField("số hồ sơ", default=0)
    seen = models.PositiveIntegerField("đã xem", default=0)
    moved = models.PositiveIntegerField("đổi ngày hẹn", default=0)
    position = models.BigIntegerField(default=0)
    left_out = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lần tính lại hạn theo lịch"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "calendar_no"], name="calendar_change_once"),
            models.CheckConstraint(
                name="calendar_change_ended",
                condition=Q(state="running", ended_at__isnull=True) | Q(state="done", ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="calendar_change_open", condition=Q(state="running"))
        ]


class ClockEntry(AppendOnlyModel):
    """One row of the ledger of time. The due date of a clock is derived from its rows and stored once.

    `plan` holds what the derivation needs besides: limits and calendar versions for a dossier's clock,
    the allowance in minutes for a run's. `change` is the new calendar that a row of that kind follows.
    """

    closing_columns: ClassVar[tuple[str, ...]] = ("asked_by",)  # blanked: services.dispose

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="clock_entries")
    target = models.CharField(max_length=8, choices=Target.choices)
    run = models.ForeignKey(StepRun, models.PROTECT, null=True, related_name="clock_entries")
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    effective_at = models.DateTimeField()
    plan = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=200, blank=True)
    change = models.ForeignKey(CalendarChange, models.PROTECT, null=True, related_name="entries")
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "dòng sổ thời gian"
        ordering = ["dossier", "no"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "no"], name="clock_entry_no_once"),
            models.CheckConstraint(
                name="clock_entry_run_for_run",
                condition=Q(target="run", run__isnull=False) | (~Q(target="run") & Q(run__isnull=True)),
            ),
        ]


class Lateness(AppendOnlyModel):
    """A clock passed its due time: dated when it did, belonging to who held it then (domain.md 7)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="lateness")
    target = models.CharField(max_length=8, choices=Target.choices)
    run = models.ForeignKey(StepRun, models.PROTECT, null=True, related_name="lateness")
    due_at = models.DateTimeField()
    became_late_at = models.DateTimeField()
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "lần trễ hạn"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "due_at"], condition=Q(target="run"), name="lateness_run_once"
            ),
            models.UniqueConstraint(
                fields=["dossier", "target", "due_at"],
                condition=~Q(target="run"),
                name="lateness_dossier_once",
            ),
        ]


class LatenessAnnulled(AppendOnlyModel):
    """A clock that a new calendar or a correction made punctual again: the lateness stays on record."""

    lateness = models.OneToOneField(Lateness, models.PROTECT, related_name="annulled")
    entry = models.ForeignKey(ClockEntry, models.PROTECT, related_name="annuls")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "lần trễ hạn không còn tính"


class Hold(models.Model):
    """A wait for something that is not the citizen's to complete: money, another agency, a storm.

    Whether it stops the clock is the reason's own rule at that time, kept here (law.md §3.2).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="holds")
    reason_code = models.CharField(max_length=40)
    reason = models.CharField("lý do", max_length=1000)
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    stops_clock = models.BooleanField("dừng tính thời hạn")
    began_at = models.DateTimeField()
    began_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "lần chờ"
        ordering = ["dossier", "began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at__isnull=True), name="hold_one_open"
            ),
            models.CheckConstraint(
                name="hold_ended_with_by",
                condition=Q(ended_at__isnull=True, ended_by_name="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by_name="")),
            ),
        ]

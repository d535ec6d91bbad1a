"""Where the dossier is and what its clocks say: legs, runs of steps, the ledger of time, lateness."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit.models import AppendOnlyModel
from dossiers.models.dossier import Dossier
from dossiers.states import Clock, EntryKind, RunOutcome, Target


class Leg(models.Model):
    """The part of a dossier's way inside one agency (chặng), with its own planned window (domain.md 17)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="legs")
    ord = models.PositiveSmallIntegerField()
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    allowances = models.JSONField(default=dict)  # step id -> working minutes, set when the clock starts anew
    allowances_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "chặng"
        ordering = ["dossier", "ord"]
        constraints = [models.UniqueConstraint(fields=["dossier", "ord"], name="leg_order_once")]
        indexes = [models.Index(fields=["agency", "dossier"], name="leg_agency")]


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

    @property
    def is_taken_back(self) -> bool:
        """Did whoever sent the dossier take it back before anybody of this step touched it (ADR 0011)?"""
        return self.outcome == RunOutcome.SENT_BACK and self.closed_by_id is None


class ClockEntry(AppendOnlyModel):
    """One row of the ledger of time. The due date of a clock is derived from its rows and stored once.

    `plan` holds what the derivation needs besides: limits and calendar versions for a dossier's clock,
    the allowance in minutes for a run's.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="clock_entries")
    target = models.CharField(max_length=8, choices=Target.choices)
    run = models.ForeignKey(StepRun, models.PROTECT, null=True, related_name="clock_entries")
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    effective_at = models.DateTimeField()
    plan = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=200)
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

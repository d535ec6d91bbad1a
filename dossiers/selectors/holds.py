"""What hangs on a unit, so that it can't be closed: open steps, open questions, duties, procedures."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from agencies.models import Unit
from dossiers.models import Dossier, Question, StepRun
from procedures.models import Version
from procedures.selectors import offered


@dataclass(frozen=True)
class Holds:
    """How many of each; `officers` and `versions` by themselves, for they are named with links."""

    steps: int
    questions: int
    officers: list[User]
    versions: list[Version]

    @property
    def words(self) -> str:
        """What hangs on the unit, as the middle of a sentence; empty where nothing does."""
        counted = (
            (self.steps, "hồ sơ đang ở bộ phận này"),
            (self.questions, "yêu cầu xin ý kiến chưa trả lời"),
            (len(self.officers), "cán bộ có vai trò ở bộ phận này"),
            (len(self.versions), "thủ tục có bước do bộ phận này làm"),
        )
        return ", ".join(f"còn {number} {what}" for number, what in counted if number)


def holds_of(unit: Unit, on: date) -> Holds:
    """What hangs on the unit today, or will: a duty that begins tomorrow counts too."""
    duties = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), unit=unit)
    people = User.objects.filter(pk__in=duties.filter(ended_at__isnull=True).values("user"))
    return Holds(
        steps=dossiers_at(unit).count(),
        questions=Question.objects.filter(to_unit=unit, answered_at=None, called_off_at=None).count(),
        officers=list(people.order_by("full_name", "pk")),
        versions=list(_needing(unit, on)),
    )


def dossiers_at(unit: Unit) -> QuerySet[Dossier]:
    """The dossiers whose open step lies at the unit."""
    return Dossier.objects.filter(pk__in=StepRun.objects.filter(unit=unit, closed_at=None).values("dossier"))


def _needing(unit: Unit, on: date) -> QuerySet[Version]:
    """The procedures of the office that nobody could go on with: no office beside it does this work."""
    beside = Unit.objects.filter(agency__parent=unit.agency, kind_key=unit.kind_key, active=True)
    if beside.exists():
        return Version.objects.none()
    named = offered(unit.agency, on).filter(steps__unit_kind=unit.kind_key)
    return named.select_related("procedure").distinct().order_by("procedure__code", "pk")

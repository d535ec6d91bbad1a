"""What the lines of a history speak of: agencies in use and procedures, read once for the whole file."""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from agencies.models import Agency, FormerUnit
from agencies.selectors import active_agencies, calendar_for, unit_of
from agencies.worktime.arithmetic import next_opening
from agencies.worktime.errors import CalendarError
from dossiers.past import Fault, Past
from procedures.models import Procedure, Step, Version


@dataclass(frozen=True)
class Home:
    """Where a dossier stands in the catalogue."""

    version: Version
    version_id: int
    case_id: int
    procedure_id: int
    sector_id: int

    @classmethod
    def of(cls, version: Version) -> "Home":
        """At a version's first case: which case it was, the old system did not tell."""
        case = min(version.cases.all(), key=lambda case: case.ord)
        return cls(version, version.pk, case.pk, version.procedure_id, version.procedure.sector_id)


@dataclass(frozen=True)
class Known:
    """A procedure with its versions, the oldest first."""

    procedure: Procedure
    versions: tuple[Version, ...]

    def on(self, day: date) -> Home:
        """The version in force on that day; before the first one, the first: history is older than we."""
        past = [v for v in self.versions if v.valid_from <= day]
        return Home.of(past[-1] if past else self.versions[0])


class Places:
    """Agencies and procedures by code. `only`: the one agency that the importer may fill."""

    def __init__(self, only: Agency | None = None) -> None:
        self.only = only
        self._heir = cache(_heir)
        self._home = cache(lambda code, day: self.procedures[code].on(date.fromisoformat(day)))
        self._calendar = cache(calendar_for)
        self._has_unit = cache(lambda agency, step: unit_of(agency, step.unit_kind) is not None)

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        """The agencies that use the product."""
        return {agency.code: agency for agency in active_agencies()}

    @cached_property
    def procedures(self) -> dict[str, Known]:
        """The procedures that have ever been published."""
        rows = Version.objects.exclude(state=Version.State.DRAFT).select_related("procedure")
        rows = rows.prefetch_related("cases", "legs", "steps").order_by("valid_from", "no", "pk")
        found: dict[str, list[Version]] = {}
        for version in rows:
            found.setdefault(version.procedure.code, []).append(version)
        return {code: Known(group[0].procedure, tuple(group)) for code, group in found.items()}

    def faults(self, past: Past, line: int) -> list[Fault]:
        """What the line names and this product does not know."""
        wrong = []
        if sentence := self._agency_fault(past.agency_code):
            wrong.append(Fault(line, "agency_code", sentence))
        if past.procedure_code not in self.procedures:
            expected = f"danh mục chưa có thủ tục “{past.procedure_code[:40]}”; nhập thủ tục đó trước."
            wrong.append(Fault(line, "procedure_code", expected))
        elif not wrong and past.outcome == "open":
            wrong += self._step_faults(past, line)
        return wrong

    def home(self, code: str, moment: str) -> Home:
        """Where the catalogue has a dossier of that procedure which came in then (ISO, Vietnam's time)."""
        return self._home(code, moment[:10])

    def _agency_fault(self, code: str) -> str:
        agency = self.agencies.get(code)
        if agency is None:
            return f"“{code[:20]}” không phải mã của cơ quan đang dùng hệ thống.{self._heir(code)}"
        if self.only is not None and agency.pk != self.only.pk:
            return f"cần mã của cơ quan Anh/Chị đang làm việc ({self.only.code}), không phải “{code}”."
        return ""

    def _step_faults(self, past: Past, line: int) -> list[Fault]:
        agency = self.agencies[past.agency_code]
        step = first_process_step(self.home(past.procedure_code, past.received_at.isoformat()).version)
        if not self._has_unit(agency, step):
            expected = f"{agency.name} chưa khai báo bộ phận thực hiện bước “{step.name}”."
            return [Fault(line, "procedure_code", expected)]
        try:
            next_opening(self._calendar(agency), past.received_at)
        except CalendarError as error:
            return [Fault(line, "received_at", say_no_hours(error))]
        return []


def say_no_hours(error: CalendarError) -> str:
    """Why the clock of an open dossier can't be laid out, and what to do."""
    return f"{error.message} Đặt giờ làm việc từ ngày đó rồi nhập lại."


def _heir(code: str) -> str:
    """Where a commune of before 01/7/2025 is today, as a sentence."""
    rows = FormerUnit.objects.filter(old_code=code, default=True).exclude(merged_into__code=code)
    former = rows.select_related("merged_into").first()
    return f" Mã cũ {code} nay thuộc {former.merged_into.name} ({former.merged_into.code})." if former else ""


def first_process_step(version: Version) -> Step:
    """Where an open dossier of the past goes on: the first step that handles it."""
    steps = sorted(version.steps.all(), key=lambda step: step.ord)
    return next((step for step in steps if step.role == Step.Role.PROCESS), steps[0])

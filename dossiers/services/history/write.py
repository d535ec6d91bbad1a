"""The second pass: the checked lines become dossiers, each with its people, one event and one fact."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from agencies.worktime.errors import CalendarError
from dossiers.deadlines import becomes_late
from dossiers.models import Dossier, DossierFact, Event, HistoryImport, HistoryRow, Lateness, Party
from dossiers.past import OPEN, Fault, Past
from dossiers.services.history.bulk import Behind, Copy, check_at_once, new_keys
from dossiers.services.history.going_on import GoingOn, OpenClock
from dossiers.services.history.places import Home, Places, say_no_hours
from dossiers.services.history.stage import Faults, Lines, Progress, batches
from dossiers.states import Clock, Outcome, ResultMethod, Source, State, Target
from dossiers.workflow import TABLE, Action
from kit import idnumber
from kit.actor import Actor
from kit.clock import local
from kit.sealed import seal
from kit.text import fold

BATCH = 1_000
SOURCE_WORDS = "Hồ sơ được nhập từ hệ thống trước đây."


_PARTY_INDEX = Party._meta.get_field("id_index")
_LINE_INDEX = HistoryRow._meta.get_field("digest_index")
ROLES = (Party.Role.FILER.value, Party.Role.OWNER.value)
_STATES = {
    OPEN: State.PROCESSING,
    Outcome.REFUSED: State.REFUSED,
    Outcome.WITHDRAWN: State.STOPPED,
    Outcome.STOPPED: State.STOPPED,
}


class Line(NamedTuple):
    """A checked line as it is staged; moments are ISO text in Vietnam's time, so their first ten letters
    are their day, and most lines are written without ever being parsed again."""

    code: str
    procedure_code: str
    agency_code: str
    channel: str
    submitted_at: str
    received_at: str | None
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    outcome: str
    owner_name: str
    owner_id: str
    phone: str


class Writer:
    """Writes lines as dossiers. `at`: the moment of the import; `known_at`: since when we know all this."""

    def __init__(
        self, batch: HistoryImport, places: Places, faults: Faults,
        *, by: Actor, at: datetime, known_at: datetime,
    ) -> None:  # fmt: skip
        self.faults = faults
        self.batch, self.places, self.by, self.at, self.known_at = batch, places, by, at, known_at
        self.going_on = GoingOn(by=by, at=at)
        self._agency_ids = {code: agency.pk for code, agency in places.agencies.items()}
        self._today = local(at).isoformat()
        self.dossiers = Copy(
            Dossier,
            ("id", "code", "channel", "version_id", "case_id", "filing_agency_id", "receiving_agency_id",
             "deciding_agency_id", "state", "owner_name", "owner_fold", "filer_phone", "submitted_at",
             "received_at", "clock_from", "due_original", "due_at", "clock", "finished_at", "outcome",
             "returned_at", "soon_at", "soon_marked_at", "duty_at", "duty_marked_at",
             "late_marked_at", "last_entry_no"),
            source=Source.IMPORT, last_seq=1, last_event_at=at, result_method=ResultMethod.OFFICE,
        )  # fmt: skip
        self.parties = Copy(
            Party,
            ("dossier_id", "role", "name", "name_fold", "id_number", "id_index", "id_is_old", "phone"),
            address="",
        )
        self.events = Copy(
            Event, ("dossier_id", "to_state", "public_text"),
            seq=1, action=Action.IMPORT, at=at, recorded_at=known_at, actor_kind=by.kind,
            actor_id=by.id if by.kind == "officer" else None, actor_name=by.name, actor_office=by.office,
            public_label=TABLE[Action.IMPORT].public, note=SOURCE_WORDS, data={"import": batch.pk},
        )  # fmt: skip
        self.facts = Copy(
            DossierFact,
            ("dossier_id", "agency_id", "receiving_agency_id", "sector_id", "procedure_id", "channel",
             "submitted_at", "received_on", "received_at", "due_on", "due_at", "finished_on", "finished_at",
             "outcome", "clock", "state", "effective"),
            known=DateTimeTZRange(known_at, None),
        )  # fmt: skip
        self.lateness = Copy(Lateness, ("dossier_id", "due_at", "became_late_at"), target=Target.DOSSIER)
        self.rows = Copy(
            HistoryRow, ("dossier_id", "line", "digest", "digest_index"), batch_id=batch.pk, known_at=known_at
        )

    def write(self, progress: Progress) -> int:
        """Everything that is staged. Returns how many dossiers were made."""
        made, waiting = 0, _with_keys(batches(BATCH))
        check_at_once()
        with Behind() as behind:
            lines = next(waiting, [])
            while lines:
                for key, (line, digest, row) in lines:
                    self._try(key, line, digest, Line(*json.loads(row)))
                made += len(lines)
                behind.wait()
                lines = next(waiting, [])  # all that we ask of the database: it is busy from here on
                self._hand_over(behind)
                progress(made)
        return made

    def _hand_over(self, behind: Behind) -> None:
        """To be written; once there is a fault nothing more is."""
        tables = (self.dossiers, self.parties, self.events, self.facts, self.lateness, self.rows)
        if self.faults.count:
            for table in (*tables, *self.going_on.tables):
                table.take()
        else:
            behind.write((*tables, *self.going_on.tables))

    def _try(self, key: int, line_no: int, digest: str, line: Line) -> None:
        try:
            self._one(key, line_no, digest, line)
        except CalendarError as error:
            self.faults.add([Fault(line_no, "received_at", say_no_hours(error))])

    def _one(self, key: int, line_no: int, digest: str, line: Line) -> None:
        home = self.places.home(line.procedure_code, line.received_at or line.submitted_at)
        agency_id, state, late = self._agency_id(line.agency_code), state_of(line), self._late_since(line)
        running = self._take_up(key, line, home) if line.outcome == OPEN else None
        fold_name = fold(line.owner_name)
        outcome = "" if line.outcome == OPEN else line.outcome
        clock = clock_of(line)
        soon, duty = (running.soon_at, running.duty_at) if running else (None, None)
        self.dossiers.add(
            key, line.code, line.channel, home.version_id, home.case_id, agency_id, agency_id, agency_id,
            state, line.owner_name, fold_name, line.phone, line.submitted_at, line.received_at,
            running.clock_from if running else line.received_at, line.due_at, line.due_at, clock,
            line.finished_at, outcome, line.returned_at, soon,
            self.at if soon and soon <= self.at else None,
            duty, self.at if duty and duty <= self.at else None, self.at if late else None,
            running.entries if running else 0,
        )  # fmt: skip
        # The old system told of one person: the owner, who stands for the filer too.
        old = bool(line.owner_id) and idnumber.is_old(line.owner_id)
        number, index = seal(line.owner_id), _PARTY_INDEX.make(line.owner_id)
        for role in ROLES:
            self.parties.add(key, role, line.owner_name, fold_name, number, index, old, line.phone)
        self.events.add(key, state, say(line))
        self.facts.add(
            key, agency_id, agency_id, home.sector_id, home.procedure_id, line.channel, line.submitted_at,
            _day(line.received_at), line.received_at, _day(line.due_at), line.due_at,
            _day(line.finished_at), line.finished_at, outcome, clock, state, f"[{line.submitted_at},)",
        )  # fmt: skip
        if late:
            self.lateness.add(key, line.due_at, late)
        self.rows.add(key, line_no, seal(digest), _LINE_INDEX.make(digest))

    def _agency_id(self, code: str) -> int:
        return self._agency_ids[code]

    def _take_up(self, key: int, line: Line, home: Home) -> OpenClock:
        return self.going_on.take_up(
            key, version=home.version, agency=self.places.agencies[line.agency_code],
            received_at=datetime.fromisoformat(line.received_at), due_at=datetime.fromisoformat(line.due_at),
        )  # fmt: skip

    def _late_since(self, line: Line) -> datetime | None:
        """When it became late by the law's measure; None where it did not (domain.md 3)."""
        end = line.finished_at or self._today
        late = bool(line.due_at) and _day(end) > _day(line.due_at)
        return becomes_late(datetime.fromisoformat(line.due_at)) if late else None


def _with_keys(batches: Iterator[Lines]) -> Iterator[list[tuple[int, tuple[int, str, str]]]]:
    """Each batch with a fresh key for every line."""
    for lines in batches:
        yield list(zip(new_keys(Dossier, len(lines)), lines, strict=True))


def state_of(line: Line | Past) -> int:
    """TrangThaiHoSo of a dossier of the past."""
    if line.outcome in (Outcome.DONE, Outcome.REJECTED):
        return (State.RETURNED if line.returned_at else State.DONE).value
    return _STATES[line.outcome].value


def clock_of(line: Line | Past) -> str:
    """Its legal clock: never started, running, or ended."""
    if line.received_at is None:
        return Clock.OFF.value
    return (Clock.RUNNING if line.outcome == OPEN else Clock.ENDED).value


def say(line: Line) -> str:
    """Its dates in one line for officer and citizen."""
    told = (
        ("Nộp", line.submitted_at),
        ("Tiếp nhận", line.received_at),
        ("Hẹn trả", line.due_at),
        ("Kết thúc xử lý", line.finished_at),
        ("Trả kết quả", line.returned_at),
    )
    return ". ".join(f"{what}: {w[8:10]}/{w[5:7]}/{w[:4]}" for what, w in told if w) + "."


def _day(moment: str | None) -> str | None:
    """The local day of a moment in its normal form."""
    return moment[:10] if moment else None

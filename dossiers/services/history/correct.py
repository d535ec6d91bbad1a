"""The verb: lines that were taken over wrongly are put right, all or nothing (domain.md 29, 31).

What was known stays known: the fact of the old line ends its time of being known, a new one begins, and a
report as known before still counts as it did.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from audit import services as audit
from documents import tables
from dossiers.deadlines import becomes_late, is_late_by_date
from dossiers.models import Dossier, Event, HistoryImport, HistoryRow, Lateness, Party
from dossiers.past import COLUMNS, OPEN, Fault, Past, from_json
from dossiers.services import facts
from dossiers.services.history.places import Places
from dossiers.services.history.stage import Faults, Staged, batches, compare, rows_of, stage
from dossiers.services.history.take_over import CHECKING, BadHistory, Progress, Result, quiet
from dossiers.services.history.write import Line, clock_of, say, state_of
from dossiers.states import Source, Target
from dossiers.workflow import TABLE, Action
from kit import idnumber
from kit.actor import Actor
from kit.errors import Invalid
from kit.text import fold

CORRECTING = "Đính chính hồ sơ"
BATCH = 500
REASON_LENGTH = 1_000
PERSONAL = frozenset({"owner_name", "owner_id", "phone"})  # that they changed is told, not from what

_LOCK = """
    SELECT d.id FROM dossiers_dossier d JOIN history_stage s USING (code) ORDER BY d.id FOR UPDATE OF d
"""
_NOT_EQUAL = """
    SELECT s.line, d.id, d.source, d.outcome, a.code, s.row, EXISTS (
        SELECT 1 FROM dossiers_event e WHERE e.dossier_id = d.id AND e.action NOT IN ('import', 'correct')
    )
    FROM history_stage s LEFT JOIN dossiers_dossier d USING (code)
    LEFT JOIN agencies_agency a ON a.id = d.receiving_agency_id
    WHERE NOT EXISTS (SELECT 1 FROM newest_row n WHERE n.dossier_id = d.id AND n.mark = s.mark)
    ORDER BY s.line
"""
# The database's clock while the dossiers are held; never before what it replaces, were the clock set back.
_KNOWN_AT = """
    SELECT GREATEST(clock_timestamp(), max(lower(f.known))) FROM dossiers_dossierfact f
    JOIN dossiers_dossier d ON d.id = f.dossier_id JOIN history_stage s USING (code)
    WHERE upper_inf(f.known)
"""


@transaction.atomic
def correct(
    *, path: Path, batch: HistoryImport, by: Actor, at: datetime, progress: Progress = quiet
) -> Result:
    """Put right the dossiers whose lines in the file at `path` say something else than what was imported.

    Only where the old line and the new one have both ended and nobody has acted on the dossier since. The
    reason is the batch's. Raises Invalid ("reason") where it has none, BadHistory with every fault by line
    and column, Refused where nothing can be read.
    """
    said = clean_reason(batch.reason)
    places, faults = Places(batch.agency), Faults()
    total = max(tables.count_lines(path) - 1, 1)
    found = stage(
        tables.read(path), places=places, now=at, faults=faults, check=_not_correctable,
        progress=lambda done: progress(CHECKING, done, total),
    )  # fmt: skip
    if faults.count:
        raise BadHistory(faults.kept, faults.count, found.lines)
    pen = _Pen(batch, places, said, by, at, _known_at())
    corrected = 0
    for lines in batches(BATCH):
        pen.write(lines)
        corrected += len(lines)
        progress(CORRECTING, corrected, found.lines - found.skipped)
    _audit(batch, found, corrected, said, by, at)
    return Result(found.lines, corrected, found.skipped)


def clean_reason(reason: str) -> str:
    """Why something is corrected. Raises Invalid ("reason") where nothing is said, or too much."""
    said = reason.strip()
    if not said:
        raise Invalid({"reason": ["Nhập lý do đính chính, ví dụ: nhập nhầm ngày hẹn trả."]})
    if len(said) > REASON_LENGTH:
        raise Invalid({"reason": [f"Lý do đính chính dài quá {REASON_LENGTH} ký tự."]})
    return said


def _not_correctable() -> Iterator[Fault]:
    """Hold every dossier that the file names, then ask which of the changed lines may not be corrected."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    compare()
    for line, pk, source, outcome, agency_code, row, went_on in rows_of(_NOT_EQUAL):
        new = from_json(row)
        if pk is None:
            yield Fault(line, "code", "chưa có hồ sơ nào mang mã này; hồ sơ mới thì nhập, không đính chính.")
        elif source != Source.IMPORT:
            said = "hồ sơ mang mã này được nộp trên hệ thống, không đính chính bằng tệp được; bỏ dòng này."
            yield Fault(line, "code", said)
        else:
            yield from _against_its_life(line, new, outcome, agency_code, went_on)


def _against_its_life(line: int, new: Past, outcome: str, agency_code: str, went_on: bool) -> Iterator[Fault]:
    if not outcome:
        said = "hồ sơ này đang được giải quyết trên hệ thống nên không đính chính bằng tệp được; bỏ dòng này."
        yield Fault(line, "outcome", said)
        return
    if went_on:
        said = "cán bộ đã xử lý tiếp hồ sơ này trên hệ thống nên không đính chính bằng tệp được; bỏ dòng này."
        yield Fault(line, "code", said)
    if new.outcome == OPEN:
        said = "hồ sơ đã nhập là hồ sơ đã kết thúc; cần một kết quả khác “open”."
        yield Fault(line, "outcome", said)
    if new.agency_code != agency_code:
        yield Fault(line, "agency_code", f"không đổi được cơ quan của hồ sơ đã nhập; cần “{agency_code}”.")


def _known_at() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_AT)
        return cursor.fetchone()[0]


@dataclass(frozen=True)
class _Pen:
    """Writes corrected lines, some hundred dossiers at a time; every one of them is held."""

    batch: HistoryImport
    places: Places
    reason: str
    by: Actor
    at: datetime
    known_at: datetime

    def write(self, lines: list[tuple[int, str, str]]) -> None:
        """Lines as they are staged: number, digest, row."""
        news = [(number, digest, from_json(row)) for number, digest, row in lines]
        held = self._held([new.code for _, _, new in news])
        events = [self._apply(held[new.code], new) for _, _, new in news]
        dossiers = list(held.values())
        for dossier in dossiers:  # one by one: a bulk_update of so many columns is ten times slower
            dossier.save(update_fields=_CHANGED)
        for _, _, new in news:
            Party.objects.filter(dossier=held[new.code]).update(**_person(new))
        Event.objects.bulk_create(events)
        facts.rewrite(dossiers=[d for d in dossiers if not d.is_test], known_at=self.known_at)
        self._lateness(dossiers)
        HistoryRow.objects.bulk_create(
            HistoryRow(
                dossier=held[new.code], batch=self.batch, line=number, digest=digest, known_at=self.known_at
            )
            for number, digest, new in news
        )

    def _held(self, codes: list[str]) -> dict[str, Dossier]:
        rows = Dossier.objects.filter(code__in=codes).order_by("pk")
        rows = rows.select_related("version__procedure", "receiving_agency").prefetch_related("parties")
        return {dossier.code: dossier for dossier in rows}

    def _apply(self, dossier: Dossier, new: Past) -> Event:
        """The dossier as the new line has it, not yet saved, and the event that tells of it."""
        old, from_state = _as_past(dossier), dossier.state
        home = self.places.home(new.procedure_code, (new.received_at or new.submitted_at).isoformat())
        if new.procedure_code != old.procedure_code:
            dossier.version, dossier.case_id = home.version, home.case_id
        _put_dates(dossier, new)
        dossier.channel, dossier.state, dossier.clock = new.channel, state_of(new), clock_of(new)
        dossier.late_marked_at = self.at if _late(dossier) else None
        dossier.owner_name, dossier.owner_fold = new.owner_name, fold(new.owner_name)
        dossier.filer_phone = new.phone
        dossier.last_seq += 1
        dossier.last_event_at = max(self.at, dossier.last_event_at)
        return Event(
            dossier=dossier, seq=dossier.last_seq, action=Action.CORRECT, from_state=from_state,
            to_state=dossier.state, at=dossier.last_event_at, recorded_at=self.known_at,
            actor_kind=self.by.kind, actor_id=self.by.id if self.by.kind == "officer" else None,
            actor_name=self.by.name, actor_office=self.by.office,
            public_label=TABLE[Action.CORRECT].public, note=self.reason,
            public_text=say(Line(*json.loads(new.as_json()))),
            data={"import": self.batch.pk, **_changes(old, new)},
        )  # fmt: skip

    def _lateness(self, dossiers: list[Dossier]) -> None:
        """Only new rows: what was noted under the old day stays noted."""
        rows = [
            Lateness(
                dossier=dossier, target=Target.DOSSIER, due_at=dossier.due_at,
                became_late_at=becomes_late(dossier.due_at),
            )
            for dossier in dossiers if _late(dossier)
        ]  # fmt: skip
        Lateness.objects.bulk_create(rows, ignore_conflicts=True)


_CHANGED = [
    "channel", "version", "case", "state", "owner_name", "owner_fold", "filer_phone", "submitted_at",
    "received_at", "clock_from", "due_original", "due_at", "clock", "finished_at", "outcome", "returned_at",
    "late_marked_at", "last_seq", "last_event_at",
]  # fmt: skip


def _late(dossier: Dossier) -> bool:
    """Late by the law's measure, by local date (domain.md 3)."""
    return is_late_by_date(dossier.due_at, dossier.finished_at)


def _put_dates(dossier: Dossier, new: Past) -> None:
    dossier.submitted_at = new.submitted_at
    dossier.received_at = dossier.clock_from = new.received_at
    dossier.due_original = dossier.due_at = new.due_at
    dossier.finished_at, dossier.outcome, dossier.returned_at = (
        new.finished_at, new.outcome, new.returned_at,
    )  # fmt: skip


def _person(new: Past) -> dict[str, object]:
    """What a party of the dossier is to say: the old system told of one person only."""
    return {
        "name": new.owner_name, "name_fold": fold(new.owner_name), "id_number": new.owner_id,
        "id_index": Party._meta.get_field("id_index").make(new.owner_id),
        "id_is_old": bool(new.owner_id) and idnumber.is_old(new.owner_id), "phone": new.phone,
    }  # fmt: skip


def _as_past(dossier: Dossier) -> Past:
    """The line as the dossier has it now."""
    owner = next(party for party in dossier.parties.all() if party.role == Party.Role.OWNER)
    return Past(
        code=dossier.code, procedure_code=dossier.version.procedure.code,
        agency_code=dossier.receiving_agency.code, channel=dossier.channel,
        submitted_at=dossier.submitted_at, received_at=dossier.received_at, due_at=dossier.due_at,
        finished_at=dossier.finished_at, returned_at=dossier.returned_at, outcome=dossier.outcome,
        owner_name=owner.name, owner_id=owner.id_number, phone=owner.phone,
    )  # fmt: skip


def _changes(old: Past, new: Past) -> dict[str, object]:
    """Which columns changed, and what stood there before."""
    changed = [name for name in COLUMNS if getattr(old, name) != getattr(new, name)]
    before = {name: getattr(old, name) for name in changed if name not in PERSONAL}
    told = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in before.items()}
    return {"changed": changed, "before": told}


def _audit(batch: HistoryImport, found: Staged, corrected: int, reason: str, by: Actor, at: datetime) -> None:
    audit.record(
        action="dossier.correct_import",
        by=by,
        at=at,
        object_type="history_import",
        object_id=batch.pk,
        summary=f"Đính chính {corrected} hồ sơ đã nhập từ hệ thống cũ, bỏ qua {found.skipped} không đổi",
        data={
            "file": batch.sha256,
            "lines": found.lines,
            "corrected": corrected,
            "skipped": found.skipped,
            "reason": reason,
        },
    )

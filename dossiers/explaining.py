"""The ledger of time in words: every stretch counted, every day skipped. Pure; Vietnamese, one line each.

Answers "Vì sao hẹn ngày này?" for officer and citizen, from the rows that `dossiers.deadlines` derives from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.worktime.explanation import Explanation
from agencies.worktime.limits import last_day, tell_start, tell_stretch
from dossiers.deadlines import Derived, Entry, day_zero, follow, leg_at, recount
from dossiers.states import Clock, EntryKind
from kit.clock import local, say_moment

_MOVES = frozenset(
    {EntryKind.EXTEND, EntryKind.VERIFY, EntryKind.REAPPOINT, EntryKind.CALENDAR, EntryKind.CORRECT}
)


@dataclass(frozen=True)
class _Scene:
    """One row with the clock before and after it, and the rows to come."""

    before: Derived
    after: Derived
    entry: Entry
    coming: Sequence[Entry]

    @property
    def until(self) -> datetime | None:
        """When the stretch that this row begins is cut short: by a pause, an end, a wait."""
        ends = (row for row in self.coming if row.kind not in _MOVES and not _goes_on(row))
        return next((row.effective_at for row in ends), None)

    @property
    def counted(self) -> Derived:
        """The stretch as it was counted in the end: in the last calendars that moved it."""
        shown = self.after
        state = self.after
        for row in self.coming:
            if row.kind not in _MOVES and not _goes_on(row):
                break
            moved = follow(state, row)
            if row.kind is EntryKind.CALENDAR and moved.due_at != state.due_at:
                shown = recount(self.after, row.plan)
            state = moved
        return shown


def explain(entries: Sequence[Entry]) -> list[str]:
    """Why the clock is due then. Raises as `derive`."""
    told = Explanation()
    state = Derived()
    for number, entry in enumerate(entries):
        before, state = state, follow(state, entry)
        _TOLD[entry.kind](told, _Scene(before, state, entry, entries[number + 1 :]))
    return told.lines()


def _goes_on(row: Entry) -> bool:
    """A wait that does not stop the clock."""
    return row.kind is EntryKind.PAUSE and row.runs_on


def _tell_start(told: Explanation, scene: _Scene) -> None:
    entry = scene.entry
    if entry.kind is EntryKind.RESTART:
        told.note(f"Tính lại từ đầu từ {say_moment(entry.effective_at)}")
    if entry.fixed_due is not None:
        how = "Ngày hẹn trả ghi ở hệ thống trước đây:" if entry.plan else "Thời hạn tính liên tục, đến"
        told.note(f"{how} {say_moment(entry.fixed_due)}")
        return
    _tell_from_start(told, scene.counted, entry.effective_at, scene.until)


def _tell_from_start(told: Explanation, state: Derived, at: datetime, until: datetime | None) -> None:
    first = state.plan[0]
    tell_start(told, first.calendar, first.limit, at, state.windows[0].clock_from)
    _tell_windows(told, state, 0, until)


def _tell_windows(told: Explanation, state: Derived, leg: int, until: datetime | None) -> None:
    for number in range(leg, len(state.windows)):
        stretch, window = state.plan[number], state.windows[number]
        if until is not None and until <= window.clock_from:
            return
        if number > leg:
            told.note(f"Chặng tiếp theo: {stretch.limit.say()}")
        end = min(window.due_at, until) if until is not None else window.due_at
        start = day_zero(state, number)
        resumed = state.left is not None and number == state.leg
        last = None if resumed else last_day(stretch.limit, local(start).date())
        tell_stretch(told, stretch.calendar, stretch.limit.measure, start, end, last)


def _tell_pause(told: Explanation, scene: _Scene) -> None:
    at, why = say_moment(scene.entry.effective_at), _why(scene.entry)
    if scene.entry.runs_on:
        told.note(f"Chờ từ {at}{why}: thời hạn vẫn tính")
        return
    left = scene.after.left.say() if scene.after.left else ""
    told.note(f"Tạm dừng từ {at}{why}: còn {left}")


def _tell_resume(told: Explanation, scene: _Scene) -> None:
    at = say_moment(scene.entry.effective_at)
    if scene.before.held:
        told.note(f"Hết chờ lúc {at}")
        return
    told.note(f"Tính tiếp từ {at}")
    state = scene.counted
    if state.left is not None and not state.left.ran_out:
        _tell_windows(told, state, state.leg, scene.until)


def _tell_added(told: Explanation, scene: _Scene) -> None:
    [stretch] = scene.entry.plan
    what = "Gia hạn để xác minh" if scene.entry.kind is EntryKind.VERIFY else "Gia hạn"
    told.note(f"{what} thêm {stretch.limit.say()}{_why(scene.entry)}")
    leg = leg_at(scene.before.windows, scene.entry.effective_at)
    start, end = scene.before.windows[leg].due_at, scene.after.windows[leg].due_at
    cut = min(end, scene.until) if scene.until is not None else end
    if cut > start:
        last = last_day(stretch.limit, local(start).date())
        tell_stretch(told, stretch.calendar, stretch.limit.measure, start, cut, last)


def _tell_reappointed(told: Explanation, scene: _Scene) -> None:
    told.note(f"Xin lỗi và hẹn lại: {say_moment(scene.entry.fixed_due)}{_why(scene.entry)}")
    if scene.before.due_at != scene.after.due_at:
        return
    if scene.before.due_at != scene.entry.fixed_due:
        told.note(f"Hẹn lại sau hạn nên hồ sơ vẫn tính là trễ so với {say_moment(scene.before.due_at)}")


def _tell_calendar(told: Explanation, scene: _Scene) -> None:
    old, new = scene.before.due_at, scene.after.due_at
    why = _why(scene.entry)
    if old == new:
        told.note(f"Lịch làm việc thay đổi{why}: hẹn trả không đổi")
        return
    told.note(f"Lịch làm việc thay đổi{why}: hẹn trả chuyển từ {say_moment(old)} sang {say_moment(new)}")


def _tell_corrected(told: Explanation, scene: _Scene) -> None:
    entry, after = scene.entry, scene.after
    told.note(f"Đính chính lúc {say_moment(entry.effective_at)}{_why(entry)}")
    first = after.rows[0]
    if entry.fixed_due is not None:
        told.note(f"Hẹn trả được ấn định: {say_moment(entry.fixed_due)}")
    elif after.clock is Clock.RUNNING and after.begun == (after.begun[0], first) and first.fixed_due is None:
        _tell_from_start(told, after, first.effective_at, scene.until)
    elif after.due_at is not None:
        told.note(f"Hẹn trả sau khi tính lại: {say_moment(after.due_at)}")


def _tell_stop(told: Explanation, scene: _Scene) -> None:
    told.note(f"Kết thúc lúc {say_moment(scene.entry.effective_at)}")


def _why(entry: Entry) -> str:
    return f" ({entry.words})" if entry.words else ""


_TOLD = {
    EntryKind.START: _tell_start,
    EntryKind.PAUSE: _tell_pause,
    EntryKind.RESUME: _tell_resume,
    EntryKind.RESTART: _tell_start,
    EntryKind.EXTEND: _tell_added,
    EntryKind.VERIFY: _tell_added,
    EntryKind.REAPPOINT: _tell_reappointed,
    EntryKind.CALENDAR: _tell_calendar,
    EntryKind.CORRECT: _tell_corrected,
    EntryKind.STOP: _tell_stop,
}

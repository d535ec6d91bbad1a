"""One dossier that meets everything: all books agree to the minute, and II.06a is the date rule over them."""

import itertools
from datetime import date

import pytest

from agencies.models import Day
from agencies.services import add_day, publish_calendar
from dossiers.models import ClockEntry, Dossier, DossierFact, IssuedForm, Lateness
from dossiers.selectors import ledger, present, register
from dossiers.services import (
    calendar_change,
    finish,
    proposals,
    revise,
    route,
    supplement,
    terms,
)
from dossiers.services.amend import Corrections
from dossiers.services.slip import slip_data
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, ResultMethod, State, Target
from kit.actor import Actor
from kit.clock import local_date
from reports.forms import II06A
from reports.periods import Period
from reports.selectors import make_edition
from tests import cast
from tests.cast import CITIZEN, at

pytestmark = pytest.mark.django_db

BIRTH_AND_MORE = "2.000986"  # four legs of a working day: commune, police, insurance, commune
BASIS = "Khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP"
BY = Actor.system("Văn phòng")


class Story:
    """The dossier, and what everybody does with it."""

    def __init__(self, office) -> None:
        self.office = office
        self.dossier = cast.take_in(office, at("2026-11-02 08:00"), BIRTH_AND_MORE)

    def fresh(self) -> Dossier:
        return Dossier.objects.get(pk=self.dossier.pk)

    def by(self, who: str, moment: str) -> dict:
        by = self.office.actor(who) if who else CITIZEN
        return {"dossier": self.dossier, "by": by, "at": at(moment)}

    def forward(self, who: str, moment: str) -> None:
        route.forward(**self.by(who, moment))


@pytest.fixture
def story(office) -> Story:
    """From the counter on Monday the 2nd to the post on Friday the 13th."""
    told = Story(office)
    told.forward("hoa", "2026-11-02 14:00")  # the desk's step was due before: late
    items = [Asked(told.dossier.version.components.order_by("ord").first(), what="Nộp bản rõ")]
    supplement.ask(**told.by("minh", "2026-11-02 15:00"), reason="Mờ", items=items)
    supplement.complete(**told.by("", "2026-11-03 09:00"), answer="Đã nộp")  # the clock starts anew
    told.forward("minh", "2026-11-03 10:00")
    told.forward("khang", "2026-11-03 11:00")
    terms.hold(**told.by("luc", "2026-11-03 14:00"), reason_code="disaster", note="Nước ngập trụ sở Công an")
    terms.go_on(**told.by("luc", "2026-11-04 08:00"))
    add_day(agency=office.agency, date=date(2026, 11, 6), kind=Day.Kind.CLOSURE, name="Bão số 12", basis="",
            by=BY, at=at("2026-11-04 09:00"))  # fmt: skip
    version = publish_calendar(agency=office.agency, by=BY, at=at("2026-11-04 09:00"), note="Bão số 12")
    calendar_change.begin(version=version, by=BY, at=at("2026-11-04 09:00"))
    calendar_change.run(clock=lambda: at("2026-11-04 09:00"))
    revise.revise(**told.by("hoa", "2026-11-04 09:30"), corrections=Corrections(content="Khai sinh cho con"),
                  note="Ghi thiếu nội dung")  # fmt: skip
    told.forward("luc", "2026-11-05 10:00")
    proposals.propose_apology(**told.by("ha", "2026-11-09 09:00"), cause_code="agency", note="Chờ cấp thẻ",
                              new_day=date(2026, 11, 13))  # fmt: skip
    proposals.approve(**told.by("khang", "2026-11-09 10:00"))
    told.forward("ha", "2026-11-12 16:00")
    sweep(at=at("2026-11-12 17:00"))
    finish.finish(**told.by("hoa", "2026-11-13 09:00"))
    finish.hand_over(
        **told.by("hoa", "2026-11-13 10:00"), how=ResultMethod.POST, to="", waybill="EB123456789VN"
    )
    return told


def test_the_ledger_derives_to_the_stored_day_and_tells_every_turn(story):
    dossier = story.fresh()
    now = ledger.derived(dossier)
    assert (now.due_at, now.clock) == (dossier.due_at, Clock.ENDED)
    assert dossier.due_at == at("2026-11-13 17:00")
    kinds = list(
        ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER)
        .order_by("no")
        .values_list("kind", flat=True)
    )
    K = EntryKind
    assert kinds == [K.START, K.PAUSE, K.RESTART, K.PAUSE, K.RESUME, K.CALENDAR, K.REAPPOINT, K.STOP]
    rows = ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER).order_by("no")
    assert all(a.due_after == b.due_before for a, b in itertools.pairwise(rows))
    told = "\n".join(present.explain_dossier(dossier))
    for words in (
        "Tạm dừng",
        "Tính lại từ đầu",
        "Tính tiếp",
        "Bão số 12",
        "Xin lỗi và hẹn lại",
        "Kết thúc lúc",
    ):
        assert words in told


def test_every_run_derives_and_a_late_step_stays_late_though_the_whole_is_in_time(story):
    dossier = story.fresh()
    for run in dossier.runs.all():
        assert ledger.run_derived(run).due_at == run.due_at
    late = Lateness.objects.filter(dossier=dossier)
    assert {row.target for row in late} == {Target.RUN}
    first = dossier.runs.order_by("opened_at", "pk").first()
    assert late.filter(run=first).get().holder == story.office.people["hoa"]


def test_the_slip_has_a_row_for_each_hand_over_at_the_minute_of_its_event(story):
    dossier = story.fresh()
    rows = slip_data(dossier=dossier, at=at("2026-11-13 11:00")).rows
    closed = [run.closed_at for run in dossier.runs.order_by("opened_at", "pk")]
    assert [row.at for row in rows] == closed[: len(rows)]
    events = set(dossier.events.values_list("at", flat=True))
    assert set(closed) <= events
    shown = {item["at"] for item in present.timeline(dossier, "officer", at("2026-11-13 11:00"))}
    assert events <= shown | {None}


def test_register_receipt_and_facts_tell_the_same_instants(story):
    dossier = story.fresh()
    [line] = register.lines(story.office.agency, 2026)
    assert (line.pk, line.received_at, line.finished_at) == (
        dossier.pk,
        at("2026-11-02 08:00"),
        dossier.finished_at,
    )
    fact = DossierFact.objects.get(dossier=dossier, known__upper_inf=True, effective__upper_inf=True)
    assert (fact.due_at, fact.finished_at, fact.outcome) == (dossier.due_at, dossier.finished_at, "done")
    receipts = IssuedForm.objects.filter(dossier=dossier, key="receipt").order_by("pk")
    assert [form.replaces_id for form in receipts] == [None, receipts[0].pk]
    assert IssuedForm.objects.filter(dossier=dossier, key="apology").count() == 1
    assert (dossier.state, dossier.returned_how) == (State.RETURNED, "post")


@pytest.mark.parametrize("first", [date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 13)])
def test_ii06a_is_the_date_rule_over_the_same_instants(story, first):
    dossier = story.fresh()
    period = Period(first, date(2026, 11, 30))
    edition = make_edition(II06A, story.office.agency, period, dossier.events.latest("seq").recorded_at)
    total = edition.total
    in_time = local_date(dossier.finished_at) <= local_date(dossier.due_at)
    assert (total[7], total[8] + total[9], total[10]) == (1, int(in_time), int(not in_time))
    assert total[3] == total[7] + total[11]
    assert total[11] == total[12] + total[13]

"""The procedure or the case put right after reception: the promise follows, no paper is lost."""

from decimal import Decimal

import pytest

from dossiers.models import ClockEntry, Dossier, DossierFact, IssuedForm, Lateness
from dossiers.selectors import present
from dossiers.selectors.ledger import derived, run_derived, why
from dossiers.selectors.reclassify import choices
from dossiers.selectors.way import Way
from dossiers.services import proposals, reclassify, route
from dossiers.services.slip import slip_data
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, RunOutcome, State, Target
from kit.actor import Actor
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from notifications.models import Message
from portal.demo.office import DECISION
from procedures.models import AgencyProcedure
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

MONDAY = at("2026-11-02 08:00")
TEN = at("2026-11-02 10:00")
GUARDIAN, END_OF_GUARDIAN, CHANGE, FESTIVAL = "1.004837", "1.004845", "1.004859", "1.003622"
BIRTH = "1.001193"


@pytest.fixture
def dossier(office):
    """Guardianship, three working days, due Thursday 05/11; chị Hoa has it."""
    return cast.take_in(office, MONDAY, GUARDIAN)


def case_of(code, key=None):
    cases = cast.version(code).cases.order_by("ord")
    return cases.get(key=key) if key else cases.first()


def correct(office, dossier, case, when=TEN, who="khang", **rest):
    common = {"note": "Nhập nhầm thủ tục"} | rest
    return reclassify.reclassify(dossier=dossier, by=office.actor(who), at=when, case=case, **common)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def open_run(dossier):
    return dossier.runs.select_related("step", "unit", "assignee").get(closed_at=None)


class TestAnotherCase:
    @pytest.fixture
    def dossier(self, office):
        """A change in the civil register: three working days; the other case is done on the same day."""
        return cast.take_in(office, MONDAY, CHANGE, case="change")

    def test_the_promise_follows_and_the_open_step_goes_on(self, office, dossier):
        run = open_run(dossier)
        correct(office, dossier, case_of(CHANGE, "add"))
        moved = fresh(dossier)
        assert (moved.case.key, moved.due_at) == ("add", at("2026-11-02 17:00"))
        assert derived(moved).due_at == moved.due_at
        assert open_run(dossier).pk == run.pk

    def test_each_step_is_promised_its_share_of_the_right_limit(self, office, dossier):
        before = dict(dossier.legs.get().allowances)
        correct(office, dossier, case_of(CHANGE, "add"))
        after = dossier.legs.get().allowances
        assert set(after) == set(before)
        assert all(after[key] < before[key] for key in before)
        assert sum(after.values()) <= 450  # 08:00–11:30 and 13:00–17:00

    def test_the_step_keeps_what_it_used_and_is_not_made_late(self, office, dossier):
        moment = at("2026-11-02 11:00")
        was = open_run(dossier).due_at
        assert was > moment
        correct(office, dossier, case_of(CHANGE, "add"), when=moment)
        run = open_run(dossier)
        assert moment < run.due_at <= was
        assert (run.due_at, run.clock) == (run_derived(run).due_at, Clock.RUNNING)
        row = ClockEntry.objects.get(run=run, kind=EntryKind.CORRECT)
        assert row.plan["minutes"] < 0
        assert (row.due_before, row.due_after) == (was, run.due_at)

    def test_a_longer_limit_gives_the_step_its_share_more(self, office):
        dossier = cast.take_in(office, MONDAY, CHANGE, case="add")
        was = open_run(dossier)
        correct(office, dossier, case_of(CHANGE, "change"), when=at("2026-11-02 08:30"))
        run = open_run(dossier)
        assert fresh(dossier).due_at == at("2026-11-05 17:00")
        assert run.allowance_minutes == dossier.legs.get().allowances[str(run.step_id)]
        assert run.due_at > was.due_at

    def test_a_step_that_is_late_stays_late(self, office):
        dossier = cast.take_in(office, MONDAY, CHANGE, case="add")
        late = open_run(dossier).due_at
        moment = at("2026-11-03 08:00")
        sweep(at=moment)
        correct(office, dossier, case_of(CHANGE, "change"), when=moment)
        run = open_run(dossier)
        assert (run.due_at, bool(run.late_marked_at)) == (late, True)
        assert not ClockEntry.objects.filter(run=run, kind=EntryKind.CORRECT).exists()

    def test_sending_to_and_fro_after_it_makes_no_time(self, office, dossier):
        correct(office, dossier, case_of(CHANGE, "add"), when=at("2026-11-02 08:30"))
        cast.forward(office, dossier, at("2026-11-02 09:00"), "hoa")
        route.send_back(dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 09:10"), note="Thiếu")
        run = open_run(dossier)
        assert run.attempt == 2
        assert run.allowance_minutes <= dossier.legs.get().allowances[str(run.step_id)]


class TestAnotherProcedure:
    def test_a_new_receipt_names_it_with_its_day(self, office, dossier):
        correct(office, dossier, case_of(END_OF_GUARDIAN))
        moved = fresh(dossier)
        assert moved.version.procedure.code == END_OF_GUARDIAN
        assert (moved.due_at, moved.due_original) == (at("2026-11-04 17:00"), at("2026-11-05 17:00"))
        old, new = IssuedForm.objects.filter(dossier=dossier, key="receipt").order_by("pk")
        assert new.replaces == old
        assert new.data["request"] == "Đăng ký chấm dứt giám hộ"
        assert Decimal(new.data["limit_amount"]) == 2
        assert "2026-11-04" in new.data["due_at"]

    def test_who_receives_goes_on_receiving(self, office, dossier):
        correct(office, dossier, case_of(FESTIVAL))
        old, new = dossier.runs.order_by("pk")
        assert (old.outcome, old.closed_by_name) == (RunOutcome.CORRECTED, office.people["khang"].full_name)
        assert (new.step.role, new.attempt, new.assignee) == ("receive", 1, office.people["hoa"])
        assert new.step.version == fresh(dossier).version
        assert fresh(dossier).state == State.RECEIVED

    def test_work_begins_at_the_unit_of_the_right_procedure(self, office, dossier):
        cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa", to=office.people["minh"])
        correct(office, dossier, case_of(FESTIVAL))
        run = open_run(dossier)
        assert (run.step.role, run.unit.kind_key, run.assignee) == ("process", "culture_society", None)
        cast.forward(office, dossier, at("2026-11-02 11:00"), "thuy")
        assert open_run(dossier).step.role == "approve"

    def test_who_had_it_keeps_it_where_they_do_that_work_too(self, office, dossier):
        cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa", to=office.people["minh"])
        correct(office, dossier, case_of(END_OF_GUARDIAN))
        assert open_run(dossier).assignee == office.people["minh"]

    def test_nothing_is_signed_that_nobody_worked_on(self, office, dossier):
        for who in ("hoa", "minh"):
            cast.forward(office, dossier, at("2026-11-02 08:30"), who)
        correct(office, dossier, case_of(END_OF_GUARDIAN))
        assert open_run(dossier).step.role == "process"

    def test_it_is_handled_to_its_end_as_ever(self, office, dossier):
        correct(office, dossier, case_of(FESTIVAL))
        moments = [at(f"2026-11-03 {hour}:00") for hour in ("08", "09", "10", "11")]
        done = cast.to_the_desk(office, dossier, moments, handler="thuy")
        assert done.state == State.DONE
        assert slip_data(dossier=done, at=moments[3]).code == done.code
        assert len(Way(done).steps(moments[3])) == 5

    def test_a_run_that_was_late_stays_late(self, office, dossier):
        moment = at("2026-11-04 08:00")
        late = open_run(dossier)
        assert late.due_at < moment
        correct(office, dossier, case_of(FESTIVAL), when=moment)
        assert Lateness.objects.get(run=late).due_at == late.due_at
        correct(office, dossier, case_of(GUARDIAN), when=moment)
        assert Lateness.objects.filter(run=late).exists()

    def test_a_lateness_by_the_wrong_limit_no_longer_counts(self, office, dossier):
        sweep(at=at("2026-11-06 08:00"))
        assert fresh(dossier).owes_apology
        correct(office, dossier, case_of(FESTIVAL), when=at("2026-11-06 09:00"))
        punctual = fresh(dossier)
        assert (punctual.due_at, punctual.late_marked_at) == (at("2026-11-16 17:00"), None)
        assert Lateness.objects.get(dossier=dossier, target=Target.DOSSIER).annulled

    def test_the_citizen_is_told_the_day_and_reads_the_procedure(self, office, dossier):
        correct(office, dossier, case_of(FESTIVAL))
        [told] = Message.objects.filter(template_key="due_corrected")
        assert told.values["due"] == "17:00 ngày 16/11/2026"
        line = [item for item in present.timeline(fresh(dossier), "citizen", TEN) if item["at"]][-1]
        assert (line["title"], line["note"]) == (
            "Đính chính thủ tục của hồ sơ",
            "Thông báo tổ chức lễ hội cấp xã. Hẹn trả kết quả: 17:00 ngày 16/11/2026.",
        )
        assert "10 ngày làm việc" in "\n".join(why(fresh(dossier)))

    def test_a_newer_version_of_the_same_procedure_takes_the_papers_by_their_codes(self, office, dossier):
        draft = new_draft_from(version=cast.version(GUARDIAN), by=Actor.system(), at=MONDAY)
        draft.components.filter(code="GT01").update(name="Tờ khai theo mẫu mới")
        newer = publish(version=draft, decision=DECISION, valid_from=at("2026-11-02 00:00").date(),
                        by=Actor.system(), at=MONDAY)  # fmt: skip
        correct(office, dossier, newer.cases.first())
        names = [line["name"] for line in IssuedForm.objects.latest("pk").data["components"]]
        assert "Tờ khai theo mẫu mới" in names
        assert {part.component.version for part in dossier.paper_parts.all()} == {newer}


class TestPapers:
    def test_files_that_the_right_procedure_does_not_ask_for_stay_beside(self, office):
        online = cast.receive(office, cast.file_online(office, MONDAY, GUARDIAN), at("2026-11-02 08:10"))
        kept = set(online.files.values_list("file", flat=True))
        names = set(online.files.values_list("component__name", flat=True))
        assert kept
        correct(office, online, case_of(FESTIVAL))
        files = online.files.all()
        assert kept <= {row.file_id for row in files}
        assert {(row.kind, row.component_id) for row in files} == {("other", None)}
        before = online.events.last().data["before"]
        assert {one["name"] for one in before["files"]} == names

    def test_a_declaration_for_another_procedure_becomes_a_file(self, office):
        online = cast.receive(office, cast.file_online(office, MONDAY, BIRTH), at("2026-11-02 08:10"))
        said = online.answers
        assert said
        correct(office, online, case_of(FESTIVAL))
        assert fresh(online).answers == {}
        assert online.events.last().said["before"]["answers"] == said
        assert online.files.filter(file__original_name=f"to-khai-{BIRTH}.pdf", kind="other").exists()

    def test_what_was_handed_in_on_paper_stands_on_the_receipt_under_its_name(self, office, dossier):
        before = [line["name"] for line in IssuedForm.objects.get(dossier=dossier).data["components"]]
        correct(office, dossier, case_of(FESTIVAL))
        assert [line["name"] for line in IssuedForm.objects.latest("pk").data["components"]] == before


class TestFacts:
    def test_it_belonged_to_the_right_field_ever_since(self, office, dossier):
        then = DossierFact.objects.get(dossier=dossier).known.lower
        correct(office, dossier, case_of(FESTIVAL))
        right = cast.version(FESTIVAL).procedure
        now = DossierFact.objects.filter(dossier=dossier, known__upper_inf=True)
        assert {(fact.procedure, fact.sector, str(fact.due_on)) for fact in now} == {
            (right, right.sector, "2026-11-16")
        }
        assert DossierFact.objects.get(known__contains=then).procedure.code == GUARDIAN


class TestRefusals:
    def test_what_stands_there_already(self, office, dossier):
        with pytest.raises(Invalid) as told:
            correct(office, dossier, dossier.case)
        assert told.value.errors == {"case": [reclassify.SAME]}

    def test_what_the_office_does_not_carry_out(self, office, dossier):
        AgencyProcedure.objects.create(
            agency=office.agency, procedure=cast.version(FESTIVAL).procedure, enabled=False, files_here=False,
            legal_basis="Quyết định 1", set_at=MONDAY, actor_kind="system", actor_name="Hệ thống",
        )  # fmt: skip
        with pytest.raises(Invalid) as told:
            correct(office, dossier, case_of(FESTIVAL))
        assert told.value.errors == {"case": [reclassify.NOT_HERE]}
        assert choices(dossier, FESTIVAL, TEN) == []

    def test_where_no_unit_does_the_work(self, office, dossier):
        cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa")
        office.agency.units.filter(kind_key="culture_society").update(active=False)
        with pytest.raises(DomainError, match="Chưa khai báo bộ phận"):
            correct(office, dossier, case_of(FESTIVAL))
        assert fresh(dossier).version.procedure.code == GUARDIAN

    @pytest.mark.parametrize("who", ["hoa", "minh", "yen", "quantri"])
    def test_who_is_no_leader(self, office, dossier, who):
        with pytest.raises(NotAllowed):
            correct(office, dossier, case_of(FESTIVAL), who=who)

    def test_a_stale_page_or_twice(self, office, dossier):
        seen = fresh(dossier).last_seq
        correct(office, dossier, case_of(FESTIVAL), seen=seen)
        with pytest.raises(Conflict, match="vừa thực hiện “Sửa thủ tục hoặc trường hợp”"):
            correct(office, dossier, case_of(FESTIVAL), seen=seen)

    def test_while_a_leader_is_asked_something_about_it(self, office, dossier):
        proposals.propose_extension(dossier=dossier, by=office.actor("hoa"), at=TEN, note="Phức tạp",
                                    basis="Điều 1", days=2)  # fmt: skip
        with pytest.raises(Conflict):
            correct(office, dossier, case_of(FESTIVAL))

    def test_no_reason_given(self, office, dossier):
        with pytest.raises(Invalid) as told:
            correct(office, dossier, case_of(FESTIVAL), note=" ")
        assert set(told.value.errors) == {"note"}


def test_a_search_tells_the_day_that_each_would_promise(office, dossier):
    [found] = choices(dossier, "le hoi", TEN)
    assert (found.case, found.due_at) == (case_of(FESTIVAL), at("2026-11-16 17:00"))
    correct(office, dossier, found.case)
    assert fresh(dossier).due_at == found.due_at


def test_without_words_the_other_cases_are_offered(office, dossier):
    assert choices(dossier, "", TEN) == []
    change = cast.take_in(office, MONDAY, CHANGE, case="change")
    assert [one.case.key for one in choices(change, " ", TEN)] == ["add"]

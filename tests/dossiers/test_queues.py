"""The officer's lists: each sees their own, due first, in few queries (issue 2, section 5)."""

import pytest

from accounts.access import Scope, scope
from dossiers.selectors import present, queues
from dossiers.services import supplement, withdraw
from dossiers.services.supplement import Asked
from tests import cast
from tests.cast import CITIZEN, at

pytestmark = pytest.mark.django_db

NOW = at("2026-11-02 10:00")
NOBODY = Scope(None, frozenset(), frozenset())


def seen_by(office, who):
    return scope(office.people[who], NOW.date())


def codes(office, key, who="hoa", moment=NOW):
    return [dossier.code for dossier in queues.queue(seen_by(office, who), key, moment)]


def found(office, text, who="hoa"):
    return [dossier.code for dossier in queues.search(seen_by(office, who), text, NOW)]


def ask(office, dossier):
    items = [Asked(dossier.version.components.order_by("ord").first())]
    supplement.ask(dossier=dossier, by=office.actor("hoa"), at=NOW, reason="Thiếu", items=items)
    dossier.refresh_from_db()


@pytest.fixture
def one_of_each(office):
    morning = at("2026-11-02 09:00")
    waiting = cast.file_online(office, morning)
    in_hand = cast.take_in(office, morning)
    handled = cast.forward(office, cast.take_in(office, morning), morning, "hoa", office.people["minh"])
    asked = cast.take_in(office, morning)
    ask(office, asked)
    leaving = cast.take_in(office, morning)
    withdraw.withdraw(dossier=leaving, by=CITIZEN, at=NOW)
    done = cast.to_the_desk(office, cast.take_in(office, morning), [morning] * 4)
    gone = withdraw.withdraw(dossier=cast.file_online(office, morning), by=CITIZEN, at=NOW)
    return {
        "waiting": waiting.code, "in_hand": in_hand.code, "handled": handled.code, "asked": asked.code,
        "leaving": leaving.code, "done": done.code, "gone": gone.code,
    }  # fmt: skip


def test_each_dossier_lies_in_its_queue(office, one_of_each):
    of = one_of_each
    assert codes(office, "waiting") == [of["waiting"]]
    assert codes(office, "mine", "hoa") == [of["in_hand"]]
    assert codes(office, "mine", "minh") == [of["handled"]]
    assert codes(office, "unit", "hoa") == [of["in_hand"]]
    assert codes(office, "unit", "minh") == [of["handled"]]
    assert codes(office, "supplement") == [of["asked"]]
    assert codes(office, "withdrawing") == [of["leaving"]]
    assert codes(office, "to_return") == [of["done"]]
    assert codes(office, "closed") == [of["gone"]]
    assert len(codes(office, "open")) == 6


@pytest.mark.parametrize("who", ["hoa", "minh", "khang", "yen"])
def test_the_counts_are_the_lengths_of_the_lists_in_two_queries(
    office, one_of_each, who, django_assert_num_queries
):
    own = seen_by(office, who)
    with django_assert_num_queries(2 if own.agency_ids else 0):
        counted = queues.counts(own, NOW)
    listed = {queue.key: queues.queue(own, queue.key, NOW).count() for queue in queues.QUEUES}
    assert listed == counted | {"closed": 1 if own.agency_ids else 0}
    assert "closed" not in counted


@pytest.mark.parametrize("key", [queue.key for queue in queues.QUEUES])
def test_an_administrator_and_a_stranger_see_nothing(office, one_of_each, key):
    assert codes(office, key, "quantri") == []
    assert not queues.queue(NOBODY, key, NOW).exists()


def test_what_is_outside_the_scope_does_not_exist(office, one_of_each):
    code = one_of_each["waiting"]
    assert queues.find(seen_by(office, "hoa"), code).code == code
    for who in ("quantri",):
        assert queues.find(seen_by(office, who), code) is None
        assert found(office, code, who) == []
    assert queues.find(NOBODY, code) is None


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_queries_for_one_and_for_three(office, number, django_assert_num_queries):
    for _ in range(number):
        cast.take_in(office, at("2026-11-02 09:00"))
    own = seen_by(office, "hoa")
    with django_assert_num_queries(4):  # keys, dossiers, their open runs, the office's calendar
        rows = present.rows(queues.lines(queues.queue(own, "mine", NOW)), NOW)
    assert len(rows) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_what_waits_for_the_citizen_costs_the_same_too(office, number, django_assert_num_queries):
    for _ in range(number):
        dossier = cast.take_in(office, at("2026-11-02 09:00"))
        items = [Asked(dossier.version.components.order_by("ord").first())]
        supplement.ask(
            dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 09:30"), reason="Ảnh mờ", items=items
        )  # fmt: skip
    own = seen_by(office, "hoa")
    with django_assert_num_queries(3):  # keys, dossiers, their open runs
        rows = present.rows(queues.lines(queues.queue(own, "supplement", NOW)), NOW)
    assert len(rows) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_the_waiting_costs_the_same_too(office, number, django_assert_num_queries):
    for _ in range(number):
        cast.file_online(office, at("2026-11-02 09:00"))
    own = seen_by(office, "hoa")
    with django_assert_num_queries(5):  # keys, dossiers, runs, the calendar, the unit of the answer's hours
        rows = present.rows(queues.lines(queues.queue(own, "waiting", NOW)), NOW)
    assert len(rows) == number


def test_due_first(office):
    later = cast.take_in(office, at("2026-11-02 09:00"))  # three days
    sooner = cast.take_in(office, at("2026-11-02 09:00"), "1.004845")  # two days
    today = cast.take_in(office, at("2026-11-02 09:00"), "2.000815")  # today
    assert codes(office, "mine") == [today.code, sooner.code, later.code]


@pytest.mark.parametrize("key", [queue.key for queue in queues.QUEUES])
def test_the_lines_of_a_page_are_its_dossiers_in_its_order(office, one_of_each, key):
    found = queues.queue(seen_by(office, "hoa"), key, NOW)
    for page in (found[:50], found[1:3], found[50:]):
        assert [line.code for line in queues.lines(page)] == [dossier.code for dossier in page]


def test_overdue_is_by_the_stored_due_times_even_before_a_sweep(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")  # its step is due at 15:00
    assert codes(office, "overdue", moment=at("2026-11-02 15:00")) == []
    assert codes(office, "overdue", moment=at("2026-11-02 15:00:01")) == [dossier.code]
    assert codes(office, "soon", moment=at("2026-11-02 15:00:01")) == []


def test_due_soon_lists_what_is_not_late_yet(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    soon = dossier.runs.get().soon_at
    assert codes(office, "soon", moment=soon) == [dossier.code]


def test_a_stopped_clock_is_neither_late_nor_due_soon(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"), "1.004845")
    ask(office, dossier)
    assert codes(office, "overdue", moment=at("2026-12-01 09:00")) == []
    assert codes(office, "soon", moment=at("2026-11-04 16:59")) == []


# Search.


@pytest.fixture
def lan(office):
    return cast.file_online(office, at("2026-11-02 09:00")).code


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Thị Lan", "nguyen thi lan", "NGUYEN THI LAN", "thi lan", "  nguyen   thi lan ",
     "nguyen thj lan", "nguyn thi lan", "0912 345 678", "0912345678", "+84 912 345 678", "0912.345.678",
     "042165001234", "042 165 001 234", "H42.18172-261102-0001", "h42.18172-261102-0001", "261102-0001"],
)  # fmt: skip
def test_a_dossier_is_found_by_code_name_phone_and_id(office, lan, text):
    assert found(office, text) == [lan]


@pytest.mark.parametrize(
    "text", ["", "   ", "Trần Văn Bình", "0912345679", "042165001235", "165001234", "%", "_", "😀", "a" * 500]
)
def test_what_is_not_there_is_not_found(office, lan, text):
    assert found(office, text) == []


def test_the_owner_is_found_as_well_as_the_filer(office):
    hai = {"name": "Lê Văn Hải"}
    dossier = cast.file_online(office, at("2026-11-02 09:00"), **hai)
    assert found(office, "le van hai") == [dossier.code]


def test_an_id_is_matched_whole_only(office, lan):
    assert found(office, "04216500123") == []

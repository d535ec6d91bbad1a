"""The board of an office: what hangs, what is out of date, what came down and who said so."""

import datetime as dt

import pytest
from django.db import IntegrityError

from agencies.models import Agency
from audit.models import AuditEntry
from kit.errors import Conflict, Invalid
from procedures.board import State, board, hanging_sheet, past_sheets, to_print
from procedures.models import Posting, Version
from procedures.services.postings import post_up, take_down
from procedures.services.versions import close, new_draft_from, publish
from tests.procedures.builders import AT, BY, DAY, DECISION, published

pytestmark = pytest.mark.django_db
EARLIER = dt.date(2026, 11, 1)


def put_up(commune: Agency, *versions: Version, on: dt.date = EARLIER) -> list[Posting]:
    return post_up(agency=commune, versions=versions, posted_on=on, by=BY, at=AT)


def next_version(version: Version) -> Version:
    draft = new_draft_from(version=version, by=BY, at=AT)
    return publish(version=draft, decision=DECISION, valid_from=DAY, by=BY, at=AT)


def states(commune: Agency) -> dict[str, str]:
    return {place.procedure.code: place.state.value for place in board(commune, DAY)}


def test_sheet_is_missing_then_posted_then_out_of_date(commune):
    version = published()
    assert states(commune) == {"9.000001": "missing"}
    put_up(commune, version)
    assert states(commune) == {"9.000001": "posted"}
    newer = next_version(version)
    assert states(commune) == {"9.000001": "outdated"}
    assert to_print(board(commune, DAY)) == [newer]


def test_new_sheet_takes_the_old_one_down(commune):
    version = published()
    [old] = put_up(commune, version)
    put_up(commune, next_version(version), on=DAY)
    old.refresh_from_db()
    assert (old.taken_down_on, old.taken_down_by) == (DAY, "Nguyễn Thị Hoa")
    assert list(past_sheets(commune)) == [old]
    assert states(commune) == {"9.000001": "posted"}


def test_sheet_of_a_procedure_that_ended_is_to_come_down(commune):
    version = published()
    [sheet] = put_up(commune, version)
    close(version=version, last_day=dt.date(2026, 11, 20), by=BY, at=AT)
    assert states(commune) == {"9.000001": State.NO_MORE}
    take_down(posting=sheet, on=DAY, by=BY, at=AT)
    assert states(commune) == {}


def test_the_same_sheet_is_not_put_up_twice(commune):
    version = published()
    assert len(put_up(commune, version)) == 1
    assert put_up(commune, version, on=DAY) == []
    assert Posting.objects.get().posted_on == EARLIER


def test_taking_down_twice_gives_a_kind_sentence(commune):
    [sheet] = put_up(commune, published())
    take_down(posting=hanging_sheet(commune, sheet.pk), on=DAY, by=BY, at=AT)
    with pytest.raises(Conflict, match="vừa được gỡ"):
        take_down(posting=sheet, on=DAY, by=BY, at=AT)
    assert hanging_sheet(commune, sheet.pk) is None


@pytest.mark.parametrize(
    ("on", "sentence"), [(dt.date(2026, 11, 24), "sau hôm nay"), (dt.date(2026, 10, 1), "01/11/2026")]
)
def test_days_that_cannot_be_are_refused(commune, on, sentence):
    version = published()
    put_up(commune, version)
    with pytest.raises(Invalid, match=sentence):
        put_up(commune, next_version(version), on=on)


def test_board_asks_two_questions_whatever_its_length(commune, django_assert_num_queries):
    published()
    with django_assert_num_queries(2):
        board(commune, DAY)
    put_up(commune, *[published(code=f"9.00000{n}") for n in (2, 3, 4)])
    with django_assert_num_queries(2):
        assert len(board(commune, DAY)) == 4


def test_the_database_holds_one_sheet_of_a_procedure(commune):
    [sheet] = put_up(commune, published())
    sheet.pk = None
    with pytest.raises(IntegrityError, match="posting_one_at_a_time"):
        sheet.save(force_insert=True)


def test_posting_stands_in_the_book(commune):
    [sheet] = put_up(commune, published())
    take_down(posting=sheet, on=DAY, by=BY, at=AT)
    lines = AuditEntry.objects.filter(object_type="agency").order_by("id")
    assert [line.summary for line in lines] == [
        "Ghi niêm yết 1 thủ tục từ 01/11/2026",
        "Ghi gỡ niêm yết từ 23/11/2026",
    ]

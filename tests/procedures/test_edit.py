"""A draft is changed at the desk under the rules of the import; what is published stays as it is."""

from copy import deepcopy

import pytest

from audit.models import AuditEntry
from kit.errors import Conflict
from procedures import diff
from procedures.entry import digest, entry_of
from procedures.models import Version
from procedures.plain import sheet
from procedures.selectors import whole_version
from procedures.services.check_file import check_entry
from procedures.services.edit import BadEntry, edit_draft
from procedures.services.versions import Decision, new_draft_from, publish
from tests.procedures.builders import AT, BY, DAY, DECISION, entry, published

pytestmark = pytest.mark.django_db


def draft_of(version: Version) -> Version:
    return whole_version(new_draft_from(version=version, by=BY, at=AT).pk)


def edit(draft: Version, changes: dict, *, seen: str | None = None):
    was = entry_of(whole_version(draft.pk))
    return edit_draft(version=draft, entry={**was, **changes}, seen=seen or digest(was), by=BY, at=AT)


@pytest.mark.usefixtures("catalogue")
class TestWholeCatalogue:
    def test_every_shipped_version_is_an_entry_that_keeps_the_rules(self):
        wrong = {}
        for pk in Version.objects.values_list("pk", flat=True):
            one = entry_of(whole_version(pk))
            if faults := check_entry(one):
                wrong[one["code"]] = [str(fault) for fault in faults]
        assert Version.objects.count() == 42
        assert not wrong

    def test_a_draft_that_is_written_anew_says_the_same(self):
        for pk in Version.objects.order_by("pk").values_list("pk", flat=True)[:5]:
            draft = draft_of(Version.objects.get(pk=pk))
            was = entry_of(draft)
            assert edit(draft, {"result": "Kết quả khác"})
            assert edit(draft, {"result": was["result"]})
            assert entry_of(whole_version(draft.pk)) == was


def test_changed_step_is_written_and_stands_in_the_book_word_for_word():
    draft = draft_of(published())
    steps = deepcopy(entry_of(draft)["steps"])
    steps[0]["share"], steps[1]["share"] = 0.1, 0.5
    edit(draft, {"steps": steps})
    assert [str(step.share) for step in draft.steps.order_by("ord")] == [
        "0.100000", "0.500000", "0.300000", "0.100000",
    ]  # fmt: skip
    line = AuditEntry.objects.get(action="procedure.edit")
    assert line.summary == "Sửa bản nháp 9.000001 phiên bản 2: các bước xử lý"
    assert line.data["changes"][0] == {
        "part": "Các bước xử lý", "label": "Dòng 1, Thời gian", "old": "7,2 giờ", "new": "2,4 giờ",
    }  # fmt: skip


def test_edit_that_changes_nothing_writes_nothing():
    draft = draft_of(published())
    assert edit(draft, {}) == []
    assert not AuditEntry.objects.filter(action="procedure.edit").exists()


def test_published_version_is_refused():
    version = whole_version(published().pk)
    with pytest.raises(Conflict, match="đã được công bố nên không sửa được"):
        edit(version, {"result": "Khác"})


def test_somebody_elses_change_is_not_written_over():
    draft = draft_of(published())
    seen = digest(entry_of(draft))
    edit(draft, {"result": "Người thứ nhất"})
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        edit(draft, {"result": "Người thứ hai"}, seen=seen)
    assert whole_version(draft.pk).result == "Người thứ nhất"


def test_faults_name_their_place_and_nothing_is_written():
    draft = draft_of(published())
    with pytest.raises(BadEntry) as wrong:
        edit(
            draft, {"cases": [{"key": "default", "name": "", "limit": {"unit": "working_day", "amount": 0}}]}
        )
    assert [fault.at for fault in wrong.value.faults] == [("cases", 0, "limit")]
    assert whole_version(draft.pk).cases.get().limit["amount"] == 3


def test_draft_that_changed_after_the_comparison_is_not_published():
    draft = draft_of(published())
    seen = digest(entry_of(draft))
    edit(draft, {"result": "Khác"})
    with pytest.raises(Conflict, match="xem lại phần so sánh"):
        publish(version=draft, decision=DECISION, valid_from=DAY, by=BY, at=AT, seen=seen)
    now = digest(entry_of(whole_version(draft.pk)))
    assert publish(version=draft, decision=DECISION, valid_from=DAY, by=BY, at=AT, seen=now).valid_from == DAY


def test_old_version_comes_back_as_a_new_draft():
    first = published()
    second = draft_of(first)
    edit(second, {"result": "Khác"})
    publish(version=second, decision=Decision("2/QĐ", DAY, DAY), valid_from=DAY, by=BY, at=AT)
    third = draft_of(first)
    assert (third.no, third.result) == (3, "Giấy xác nhận")


CHANGES = {
    "name": "Tên khác", "service_level": "con_lai", "audience": "both", "result": "Khác",
    "sets_of_dossier": 2, "methods": ["post"], "competent_agency": "Sở", "sequence_of_steps_text": "Khác",
    "requirements": "Khác", "legal_basis": ["Luật khác"], "in_one_stop": False, "online": False,
    "on_supplement": "resume", "time_confidence": "S", "fee": {"status": "unknown", "items": []},
    "cases": [{"key": "default", "name": "", "limit": {"unit": "working_hour", "amount": 3}}],
    "components": [], "process": {"symbol": "QT-01"}, "life_events": ["Sinh con"],
    "legs": [{"leg": 1, "agency_kind": "police"}],
    "form": [{"section": "A", "key": "ho_ten", "label": "Họ tên", "kind": "text"}],
    "steps": [
        {"name": "Tiếp nhận", "role": "receive", "unit_kind": "one_stop", "share": 0.5},
        {"name": "Trả", "role": "return", "unit_kind": "one_stop", "share": 0.5, "output": "Mẫu 01"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_each_part_of_an_entry_shows_in_the_comparison(name):
    old = entry()
    changes = diff.changed(diff.compare(sheet(old), sheet({**old, name: CHANGES[name]})))
    assert changes, f"{name} is not shown"

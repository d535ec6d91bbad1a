"""Which set and which words a form is printed with, what is kept of it, and how a wrong one is replaced."""

import json

import pytest

from agencies.services import change_law_value
from documents.forms import render
from documents.forms.data import EarlierPromise
from documents.forms.plain import from_plain
from documents.forms.registry import find
from documents.models import FormWording
from documents.selectors import open_file
from documents.wordings import change_wording, wording
from dossiers.models import IssuedForm
from dossiers.services import forms, withdraw
from dossiers.services.reissue import correct_form, correctable
from kit.errors import Conflict, Invalid, NotAllowed
from tests import cast
from tests.cast import at
from tests.dossiers.test_forms import kept

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-02 09:00")
NEW, OLD = "TT03-2025", "TT01-2018"


def receipt(office, moment=MORNING) -> IssuedForm:
    return IssuedForm.objects.get(dossier=cast.take_in(office, moment), key="receipt")


def choose(office, form_set, valid_from, agency=None) -> None:
    change_law_value(
        key="form_set", value=form_set, valid_from=valid_from.date(), basis="Quyết định của tỉnh", mark="K",
        agency=agency, by=office.actor("quantri"), at=MORNING,
    )  # fmt: skip


def reword(office, moment=MORNING, **more) -> FormWording:
    texts = {**find("receipt", NEW)[0].texts, "note": "Mang theo giấy này khi đến nhận kết quả."}
    given = {
        "form_set": NEW, "key": "receipt", "texts": texts, "valid_from": moment.date(), "mark": "S",
        "basis": "Phụ lục I Thông tư 03/2025/TT-VPCP", "agency": office.agency,
    }  # fmt: skip
    return change_wording(**given | more, by=office.actor("quantri"), at=MORNING)


# The set.


def test_a_form_follows_the_set_in_force_at_its_agency_on_its_day_of_issue(office, real_paper):
    choose(office, OLD, at("2026-11-05 00:00"), office.agency)
    dossier = cast.take_in(office, MORNING)
    withdraw.stop(dossier=cast.take_in(office, MORNING), by=office.actor("hoa"), at=MORNING, note="Đổi ý")
    before = IssuedForm.objects.get(dossier=dossier)
    after = receipt(office, at("2026-11-05 09:00"))
    assert (before.form_set, before.symbol) == (NEW, "TTPVHCC")
    assert (after.form_set, after.symbol) == (OLD, "BPTNTKQ")
    assert "Mẫu số 01 – Thông tư số 03/2025/TT-VPCP" in kept(before)
    assert "Mẫu số 01 – Thông tư số 01/2018/TT-VPCP" in kept(after)
    assert (before.number, after.number) == (1, 3)


def test_a_dossier_taken_in_under_one_set_gets_later_forms_of_the_next(office):
    dossier = cast.take_in(office, MORNING)
    choose(office, OLD, at("2026-11-03 00:00"))
    withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-03 09:00"), note="Đổi ý")
    sets = dict(IssuedForm.objects.filter(dossier=dossier).values_list("key", "form_set"))
    assert sets == {"receipt": NEW, "stop": OLD}


# The words.


def test_new_words_are_printed_from_their_day_and_what_was_printed_stays(office, real_paper):
    old = receipt(office)
    version = reword(office, at("2026-11-03 00:00"))
    same_day, after = receipt(office), receipt(office, at("2026-11-03 09:00"))
    assert "Mang theo giấy này" not in kept(old)
    assert "Mang theo giấy này" not in kept(same_day)
    assert "Mang theo giấy này khi đến nhận kết quả." in kept(after)
    assert (old.wording, after.wording, after.texts["note"]) == (None, version, version.texts["note"])


def test_words_of_one_office_do_not_reach_its_neighbours_and_prevail_over_those_for_all(office):
    own = reword(office)
    texts = own.texts | {"note": "Cho mọi cơ quan."}
    reword(office, agency=None, texts=texts)
    assert wording(NEW, "receipt", office.agency, MORNING.date()).version == own
    assert wording(NEW, "receipt", None, MORNING.date()).texts["note"] == "Cho mọi cơ quan."
    assert wording(OLD, "receipt", office.agency, MORNING.date()).version is None


def test_words_are_changed_by_a_new_version_never_by_editing_one(office):
    first = reword(office)
    second = reword(office, texts=first.texts | {"note": "Câu mới."})
    assert (first.no, second.no) == (1, 2)
    assert wording(NEW, "receipt", office.agency, MORNING.date()).version == second
    assert FormWording.objects.get(pk=first.pk).texts == first.texts


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"valid_from": at("2026-11-01 00:00").date()}, "valid_from", "chỉ áp dụng từ hôm nay trở đi"),
        ({"texts": {}}, "title", "Nhập nội dung cho dòng này."),
        ({"key": "refusal", "texts": dict(find("refusal", NEW)[0].texts) | {"refuse": "Không nhận."}},
         "refuse", "Câu này cần giữ {bộ phận}"),
        ({"texts": dict(find("receipt", NEW)[0].texts)}, "texts", "Chưa có dòng nào thay đổi"),
        ({"texts": dict(find("receipt", NEW)[0].texts) | {"title": "x" * 201}}, "title", "dài quá 200 ký tự"),
    ],
)  # fmt: skip
def test_words_that_could_not_be_printed_are_refused_by_field(office, changed, field, sentence):
    with pytest.raises(Invalid) as refused:
        reword(office, **changed)
    assert sentence in refused.value.errors[field][0]


# What is kept.


def test_what_is_kept_draws_the_very_same_bytes(office, real_paper):
    form = receipt(office)
    data = from_plain(find("receipt", NEW)[0].data_type, json.loads(json.dumps(form.data)))
    with open_file(form.pdf) as file:
        assert render("receipt", data, form_set=form.form_set, texts=form.texts) == file.read()


# A correction.


def correct(office, form, who="hoa", **more) -> IssuedForm:
    given = {"changes": {"applicant.name": "Nguyễn Thị Lân", "request": "Giám hộ"}, "reason": "Sai tên"}
    return correct_form(form=form, **given | more, by=office.actor(who), at=at("2026-11-03 10:00"))


def test_a_correction_has_a_new_number_and_replaces_the_old_form_which_stays(office, real_paper):
    old = receipt(office)
    text = kept(old)
    new = correct(office, old)
    assert (new.number, new.replaces, new.reason) == (2, old, "Sai tên")
    assert "Nguyễn Thị Lân" in kept(new)
    assert "Sơn Tây, ngày 03 tháng 11 năm 2026" in kept(new)
    assert new.data["received_at"] == old.data["received_at"]
    assert kept(old) == text


def test_only_the_newest_of_a_chain_can_be_corrected(office):
    old = receipt(office)
    new = correct(office, old)
    with pytest.raises(Conflict, match="đã được thay bằng giấy số 02"):
        correct(office, old)
    assert correct(office, new, changes={"applicant.name": "Nguyễn Thị Lan"}).number == 3


def test_dates_codes_and_papers_are_never_typed(office):
    form = receipt(office)
    assert set(correctable(form)) == {
        "applicant.name", "applicant.address", "applicant.phone", "applicant.email", "request", "result_at",
    }  # fmt: skip
    with pytest.raises(Invalid):
        correct(office, form, changes={"due_at": "2026-12-01"})


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"changes": {"applicant.name": ""}}, "applicant.name"),
        ({"changes": {"applicant.name": "Nguyễn Thị Lan"}}, "changes"),
        ({"changes": {"request": "x" * 1001}}, "request"),
    ],
)
def test_a_correction_without_reason_or_change_is_refused_by_field(office, more, field):
    with pytest.raises(Invalid) as refused:
        correct(office, receipt(office), **more)
    assert list(refused.value.errors) == [field]


def test_who_may_not_print_may_not_correct(office):
    with pytest.raises(NotAllowed):
        correct(office, receipt(office), who="quantri")


# The apology.


def apologise(office, dossier, **more) -> IssuedForm:
    given = {
        "cause": "Chờ kết quả xác minh", "new_due_at": at("2026-11-10 17:00"), "approver": "Võ Đình Khang",
        "approver_title": "CHỦ TỊCH",
    }  # fmt: skip
    return forms.issue_apology(dossier=dossier, **given | more, by=office.actor("minh"), at=MORNING)


def test_the_apology_says_why_and_when_and_who_answers_for_it(office, real_paper):
    dossier = cast.take_in(office, MORNING)
    form = apologise(office, dossier, explanation="Xã cũ chưa trả lời.")
    text = kept(form)
    for words in (
        "Số: 01/TTPVHCC", "Kính gửi: Ông/Bà Nguyễn Thị Lan", dossier.code, "Lý do: Chờ kết quả xác minh",
        "Xã cũ chưa trả lời.", "trân trọng xin lỗi Ông/Bà",
        "Thời gian hẹn trả kết quả là 17 giờ 00 phút, ngày 05",
        "vào 17 giờ 00 phút, ngày 10 tháng 11 năm 2026", "CHỦ TỊCH", "Võ Đình Khang",
    ):  # fmt: skip
        assert words in text, words
    assert (form.key, form.number) == ("apology", 1)


def test_an_extension_asks_for_more_time_and_lists_what_was_promised_before(office, real_paper):
    dossier = cast.take_in(office, MORNING)
    before = EarlierPromise(at("2026-11-04 17:00"), at("2026-11-05 17:00"), "Chờ xác minh")
    text = kept(apologise(office, dossier, is_extension=True, earlier=[before]))
    assert "đề nghị gia hạn thời gian giải quyết hồ sơ và hẹn trả" in text
    assert "17:00 ngày 04/11/2026 17:00 ngày 05/11/2026 Chờ xác minh" in text


def test_the_promise_that_is_not_kept_may_be_given_when_the_clock_has_moved(office):
    form = apologise(office, cast.take_in(office, MORNING), due_before=at("2026-11-04 17:00"))
    assert form.data["due_at"] == "2026-11-04T17:00:00+07:00"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"cause": " "}, "cause"),
        ({"approver": ""}, "approver"),
        ({"new_due_at": at("2026-11-05 17:00")}, "new_due_at"),
    ],
)
def test_an_apology_without_cause_signer_or_later_day_is_refused_by_field(office, more, field):
    with pytest.raises(Invalid) as refused:
        apologise(office, cast.take_in(office, MORNING), **more)
    assert list(refused.value.errors) == [field]
    assert not IssuedForm.objects.filter(key="apology").exists()


def test_an_apology_under_the_old_set_is_a_slip_with_its_own_symbol(office, real_paper):
    choose(office, OLD, MORNING)
    form = apologise(office, cast.take_in(office, MORNING))
    assert (form.form_set, form.symbol) == (OLD, "PXL")
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in kept(form)


def test_forms_of_test_dossiers_do_not_use_the_numbers_of_real_ones(office):
    trial = cast.take_in(office, MORNING, is_test=True)
    assert IssuedForm.objects.get(dossier=trial).number == 1
    assert receipt(office).number == 1

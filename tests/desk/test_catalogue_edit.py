"""A draft of the catalogue is edited part by part and compared before it is published."""

import re

import pytest

from procedures.entry import digest, entry_of
from procedures.models import Version
from procedures.selectors import whole_version
from procedures.services.edit import edit_draft
from procedures.services.versions import new_draft_from
from tests.desk.test_catalogue import admin, office, page_of, told, words  # noqa: F401
from tests.procedures.builders import AT, BY, entry, published

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.desk.catalogue_urls")]
PARTS = ("noi-dung", "thoi-han", "thanh-phan", "cac-buoc", "phi", "quy-trinh")


@pytest.fixture
def draft():
    return new_draft_from(version=published(), by=BY, at=AT)


def sent(admin, draft: Version, part: str, **changes) -> dict:  # noqa: F811
    """What a browser sends from the page of a part, with these boxes changed; None takes a box away."""
    html = admin.get(page_of(draft, f"sua/{part}/"))
    edited = html.context["edited"]
    forms = [edited.form, *(edited.rows.forms if edited.rows else ())]
    data = {"da_xem": html.context["seen"]}
    for bound in (bound for form in forms for bound in form):
        value = bound.value()
        if value is not None and value is not False and value != "":
            data[bound.html_name] = "on" if value is True else value
    if edited.rows:
        data |= {f"dong-{k}": v for k, v in edited.rows.management_form.initial.items()}
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def save(admin, draft: Version, part: str, **changes):  # noqa: F811
    return admin.post(page_of(draft, f"sua/{part}/"), sent(admin, draft, part, **changes), follow=True)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_sent_as_it_stands_changes_nothing(admin, draft, part):  # noqa: F811
    was = entry_of(whole_version(draft.pk))
    assert "không có gì thay đổi" in words(save(admin, draft, part))
    assert entry_of(whole_version(draft.pk)) == was


@pytest.mark.parametrize("part", PARTS)
def test_published_versions_have_no_page_to_edit(admin, part):  # noqa: F811
    assert admin.get(page_of(published(), f"sua/{part}/")).status_code == 404


def test_texts_are_changed(admin, draft):  # noqa: F811
    page = words(save(admin, draft, "noi-dung", result="Giấy mới", legal_basis="Luật A\n\nLuật B\nLuật A"))
    assert "Đã lưu phần “Nội dung” của bản nháp." in page
    after = whole_version(draft.pk)
    assert (after.result, after.legal_basis) == ("Giấy mới", ["Luật A", "Luật B"])


def test_steps_share_the_limit_by_their_times(admin, draft):  # noqa: F811
    save(admin, draft, "cac-buoc", **{
        "dong-0-duration": "0,5 ngày", "dong-1-duration": "1,5 ngày", "dong-2-duration": "4 giờ",
        "dong-3-duration": "4 giờ",
    })  # fmt: skip
    shares = [str(step.share) for step in whole_version(draft.pk).steps.all()]
    assert shares == ["0.166667", "0.499999", "0.166667", "0.166667"]


def test_steps_that_do_not_add_up_are_refused_with_both_sums(admin, draft):  # noqa: F811
    response = save(admin, draft, "cac-buoc", **{"dong-0-duration": "3 ngày"})
    assert response.status_code == 422
    assert "Các bước cộng lại là 40,8 giờ, thời hạn là 3 ngày. Hai số phải bằng nhau." in told(response)
    assert 'value="3 ngày"' in response.content.decode()


def test_step_is_added_in_its_place_and_another_dropped(admin, draft):  # noqa: F811
    save(admin, draft, "cac-buoc", **{
        "dong-1-drop": "on", "dong-4-name": "Thẩm định", "dong-4-unit_kind": "economy",
        "dong-4-role": "process", "dong-4-duration": "7,2 giờ", "dong-4-leg": "1", "dong-4-place": "2",
    })  # fmt: skip
    names = [step.name for step in whole_version(draft.pk).steps.all()]
    assert names == ["Tiếp nhận", "Thẩm định", "Ký duyệt", "Trả kết quả"]


def test_rule_of_the_catalogue_is_said_on_the_page(admin, draft):  # noqa: F811
    response = save(admin, draft, "cac-buoc", **{"dong-0-place": "9"})
    assert "Bước đầu phải là tiếp nhận (receive), bước cuối phải là trả kết quả (return)." in told(response)


def test_half_day_needs_its_rule_and_is_kept_with_it(admin, draft):  # noqa: F811
    wrong = save(admin, draft, "thoi-han", **{"dong-0-amount": "2,5"})
    assert "Nửa ngày chỉ dùng với ngày làm việc" in told(wrong)
    save(admin, draft, "thoi-han", **{"dong-0-amount": "2,5", "dong-0-ends": "same_time"})
    assert whole_version(draft.pk).cases.get().limit_value.say() == "2,5 ngày làm việc"


def test_two_cases_get_keys_of_their_own(admin, draft):  # noqa: F811
    more = admin.post(page_of(draft, "sua/thoi-han/"), sent(admin, draft, "thoi-han", them="1"))
    assert len(more.context["edited"].rows.forms) == 3
    new = {"unit": "same_day", "cutoff": "15:00"}
    typed = {f"dong-{n}-{name}": value for n in (1, 2) for name, value in new.items()}
    save(admin, draft, "thoi-han", **typed | {
        "dong-TOTAL_FORMS": "3", "dong-1-name": "Gấp", "dong-2-name": "Rất gấp", "dong-0-name": "Thường",
    })  # fmt: skip
    keys = list(whole_version(draft.pk).cases.values_list("key", "name"))
    assert keys == [("default", "Thường"), ("case_1", "Gấp"), ("case_2", "Rất gấp")]


@pytest.mark.parametrize("part", ["thoi-han", "thanh-phan", "cac-buoc", "phi"])
def test_one_more_line_opens_like_a_new_one_and_may_stay_empty(admin, draft, part):  # noqa: F811
    more = admin.post(page_of(draft, f"sua/{part}/"), sent(admin, draft, part, them="1"))
    assert not more.context["edited"].together.errors
    rows = more.context["edited"].rows.forms
    data = sent(admin, draft, part) | {"dong-TOTAL_FORMS": str(len(rows))}
    typed = {bound.html_name: bound.value() for bound in rows[-1]}
    data |= {k: "on" if v is True else v for k, v in typed.items() if v not in (None, "") and v is not False}
    page = admin.post(page_of(draft, f"sua/{part}/"), data, follow=True)
    assert "không có gì thay đổi" in words(page)


def test_papers_are_added_with_codes_of_their_own(admin, draft):  # noqa: F811
    save(admin, draft, "thanh-phan", **{"dong-1-name": "Căn cước", "dong-1-shown_only": "on"})
    rows = list(whole_version(draft.pk).components.values_list("code", "name", "shown_only"))
    assert rows == [("GT01", "Tờ khai", False), ("GT02", "Căn cước", True)]


def test_fees_keep_their_bands(admin, draft):  # noqa: F811
    save(admin, draft, "phi", status="fixed", **{
        "dong-0-kind": "phi", "dong-0-amount": "2000", "dong-0-per": "trang", "dong-0-bands": "3 = 1.000",
    })  # fmt: skip
    item = whole_version(draft.pk).fee_items.get()
    assert item.bands == [{"from_page": 1, "amount": 2000}, {"from_page": 3, "amount": 1000}]
    assert "không có gì thay đổi" in words(save(admin, draft, "phi"))


def test_what_somebody_else_changed_is_not_written_over(admin, draft):  # noqa: F811
    data = sent(admin, draft, "noi-dung", result="Của tôi")
    was = entry_of(whole_version(draft.pk))
    edit_draft(version=draft, entry={**was, "result": "Của bạn"}, seen=digest(was), by=BY, at=AT)
    page = words(admin.post(page_of(draft, "sua/noi-dung/"), data, follow=True))
    assert "vừa được người khác sửa" in page
    assert "Của bạn" in page


def test_forged_counts_of_lines_do_not_break_the_page(admin, draft):  # noqa: F811
    forged = {"dong-INITIAL_FORMS": "70", "dong-TOTAL_FORMS": "70"}
    assert save(admin, draft, "cac-buoc", **forged).status_code in (200, 422)
    assert admin.post(page_of(draft, "sua/cac-buoc/"), {"da_xem": "x"}, follow=True).status_code == 200


class TestComparison:
    def test_old_and_new_stand_side_by_side_word_for_word(self, admin, draft):  # noqa: F811
        save(admin, draft, "cac-buoc", **{"dong-0-duration": "0,5 ngày", "dong-1-duration": "10,4 giờ"})
        html = admin.get(page_of(draft, "so-sanh/")).content.decode()
        assert re.search(r"<del>7,2 giờ</del>", html)
        assert re.search(r"<ins>0,5 ngày</ins>", html)
        assert "Không đổi: nội dung, thời hạn" in told(admin.get(page_of(draft, "so-sanh/")))

    def test_equal_versions_say_so(self, admin, draft):  # noqa: F811
        assert "Hai phiên bản giống nhau" in words(admin.get(page_of(draft, "so-sanh/")))

    def test_first_version_is_new_as_a_whole(self, admin):  # noqa: F811
        first = published(**entry())
        page = words(admin.get(page_of(first, "so-sanh/")))
        assert "mọi nội dung đều mới" in page
        assert "Công bố phiên bản này" not in page

    def test_unknown_other_version_is_not_found(self, admin, draft):  # noqa: F811
        assert admin.get(page_of(draft, "so-sanh/"), {"voi": "99"}).status_code == 404

    def test_history_says_who_changed_what(self, admin, draft):  # noqa: F811
        save(admin, draft, "noi-dung", result="Giấy mới")
        page = words(admin.get(page_of(draft)))
        assert "Sửa bản nháp 9.000001 phiên bản 2: nội dung" in page
        assert "Nội dung, Kết quả: Giấy xác nhận → Giấy mới" in page
        assert "Cán bộ quan-tri" in page

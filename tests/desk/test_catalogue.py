"""The catalogue at the desk: marks are seen, versions published, switches set, by administrators only."""

import datetime as dt
import re

import pytest

from procedures.models import Article, Version
from procedures.selectors import switch_of
from procedures.services.versions import new_draft_from
from tests.desk import access
from tests.procedures.builders import AT, BY, bring_in, entry, published

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.desk.catalogue_urls")]
LIST = "/can-bo/danh-muc/"
GOOD = {
    "number": "12/QĐ-UBND",
    "date": "01/06/2026",
    "made_public_on": "02/06/2026",
    "valid_from": "01/07/2026",
}
ARTICLE = {
    "title": "Lịch nghỉ Tết", "kind": "news", "summary": "Nghỉ 5 ngày.", "body": "Từ ngày 05/02.",
    "published_on": "01/01/2026",
}  # fmt: skip


@pytest.fixture
def office():
    return access.agency(uses_product=True)


@pytest.fixture
def admin(office):
    return access.signed_in(access.officer("quan-tri", "administrator", at=office))


def words(response) -> str:
    assert response.status_code == 200
    return told(response)


def told(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page_of(version: Version, action: str = "") -> str:
    return f"{LIST}phien-ban/{version.pk}/{action}"


def shown(admin, version: Version) -> dict[str, str]:
    """The publication as it is sent from the page that compares the version."""
    page = admin.get(page_of(version, "so-sanh/"))
    return GOOD | {"seen": page.context["form"].initial["seen"]}


def test_only_administrators_come_in(office):
    version = published()
    bring_in(entry(code="9.000002"))
    Article.objects.create(
        title="T", slug="t", summary="s", body="b", published_on=dt.date(2026, 1, 1), agency=office
    )
    people = access.visitors(own=office, foreign=access.agency("18173", "Xã An Phú"))
    for url in (
        LIST,
        page_of(version),
        f"{LIST}9.000001/tai-co-quan/",
        "/can-bo/tin-tuc/",
        "/can-bo/tin-tuc/viet/",
    ):
        access.assert_table(people, url, own={"administrator"}, foreign="opens")
    access.assert_table(people, f"/can-bo/tin-tuc/{Article.objects.get().pk}/", own={"administrator"})
    access.assert_table(
        people, page_of(version, "dong/"), own={"administrator"}, foreign="opens", method="post"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_nine_questions_of_the_database(admin, count, django_assert_num_queries):
    for n in range(count):
        published(code=f"9.{n:06}")
    admin.get(LIST)
    with django_assert_num_queries(9):
        admin.get(LIST)


def test_list_counts_what_is_not_verified(admin):
    published(time_confidence="U", steps_confidence="U", result_confidence="S")
    row = re.search(r"<tr>\s*<td.*?</tr>", admin.get(LIST).content.decode(), re.S).group()
    assert '<td class="num">2</td>' in row


def test_list_finds_by_code_and_by_name_without_marks(admin):
    published()
    published(code="9.000002", name="Đăng ký khai sinh")
    for typed in ("9.000002", "khai sinh"):
        page = words(admin.get(LIST, {"q": typed}))
        assert "Đăng ký khai sinh" in page
        assert "Xác nhận nơi cư trú" not in page
    assert "Chưa tìm thấy thủ tục" in words(admin.get(LIST, {"q": "xyz"}))


def test_empty_catalogue_says_how_to_fill_it(admin):
    assert "Danh mục chưa có thủ tục nào" in words(admin.get(LIST))


def test_version_shows_marks_and_what_is_missing(admin):
    version = published(service_level="mot_phan", time_confidence="U", fee={"status": "unknown", "items": []})
    page = words(admin.get(page_of(version)))
    for said in ("Thời hạn Chưa đối chiếu", "Chưa có (bắt buộc nêu lý do và căn cứ)", "Xử lý", "30%"):
        assert said in page, said


def test_draft_is_published_and_the_version_before_is_closed(admin):
    first = published()
    draft = new_draft_from(version=first, by=BY, at=AT)
    response = admin.post(page_of(draft, "so-sanh/"), shown(admin, draft), follow=True)
    assert "Đã công bố phiên bản 2, áp dụng từ ngày 01/07/2026." in words(response)
    first.refresh_from_db()
    draft.refresh_from_db()
    assert (first.state, draft.state, draft.published_by_name) == ("closed", "published", "Cán bộ quan-tri")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number", "", "Nhập số quyết định công bố."),
        ("number", "a" * 101, "Số quyết định dài quá 100 ký tự."),
        ("date", "31/02/2026", "Ngày cần có dạng ngày/tháng/năm, ví dụ 05/03/2026."),
        ("made_public_on", "31/05/2026", "Ngày công khai không được trước ngày quyết định."),
        ("valid_from", "", "Nhập ngày bắt đầu áp dụng."),
        ("valid_from", "01/01/2026", "Ngày hiệu lực phải sau ngày 01/01/2026 của phiên bản 1."),
    ],
)
def test_wrong_publication_says_why_and_keeps_what_was_typed(admin, field, value, sentence):
    draft = new_draft_from(version=published(), by=BY, at=AT)
    response = admin.post(page_of(draft, "so-sanh/"), shown(admin, draft) | {field: value})
    assert response.status_code == 422
    assert sentence in told(response)
    assert "12/QĐ-UBND" in response.content.decode() or field == "number"
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publication_that_skipped_the_comparison_is_refused(admin):
    draft = new_draft_from(version=published(), by=BY, at=AT)
    page = words(admin.post(page_of(draft, "so-sanh/"), GOOD, follow=True))
    assert "Hãy xem lại phần so sánh rồi công bố" in page
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publishing_twice_gives_a_kind_sentence(admin):
    version = published()
    response = admin.post(page_of(version, "so-sanh/"), shown(admin, version), follow=True)
    assert "đã được công bố trước đó" in words(response)


def test_version_is_closed_copied_and_its_copy_discarded(admin):
    version = published()
    assert "Đã lập bản nháp" in words(admin.post(page_of(version, "lap-ban-nhap/"), follow=True))
    draft = Version.objects.get(state="draft")
    assert "Đã bỏ bản nháp" in words(admin.post(page_of(draft, "bo-ban-nhap/"), follow=True))
    assert "không được trước ngày" in words(admin.post(page_of(version, "dong/"), {"last_day": "01/01/2025"}))
    assert "hết hiệu lực" in words(
        admin.post(page_of(version, "dong/"), {"last_day": "01/12/2026"}, follow=True)
    )
    version.refresh_from_db()
    assert version.valid_to == dt.date(2026, 12, 1)


def test_unknown_version_and_unknown_action_are_not_found(admin):
    assert admin.get(f"{LIST}phien-ban/999/").status_code == 404
    assert admin.post(page_of(published(), "xoa/")).status_code == 404
    assert admin.get(f"{LIST}1.999999/tai-co-quan/").status_code == 404


class TestSwitch:
    URL = f"{LIST}9.000001/tai-co-quan/"

    def test_filing_is_turned_off_here_with_its_basis(self, admin, office):
        version = published()
        data = {"enabled": "on", "legal_basis": "NĐ 224/2026/NĐ-CP"}
        assert "Nộp tại Cổng quốc gia" in words(admin.post(self.URL, data, follow=True))
        assert switch_of(version.procedure, office).files_here is False
        assert 'value="NĐ 224/2026/NĐ-CP"' in admin.get(self.URL).content.decode()

    def test_turning_off_without_basis_is_refused_beside_the_field(self, admin):
        published()
        assert "Nhập căn cứ của việc" in words(admin.post(self.URL, {"enabled": "on"}))

    def test_other_offices_are_left_alone(self, admin):
        version = published()
        other = access.agency("18173", "Xã An Phú")
        admin.post(self.URL, {"enabled": "on", "legal_basis": "NĐ 224/2026/NĐ-CP"})
        assert switch_of(version.procedure, other).files_here is True


class TestArticles:
    def test_article_is_written_changed_and_taken_off(self, admin, client):
        assert "Đã lưu bài" in words(admin.post("/can-bo/tin-tuc/viet/", ARTICLE, follow=True))
        article = Article.objects.get()
        assert article.slug == "lich-nghi-tet"
        url = f"/can-bo/tin-tuc/{article.pk}/"
        assert 'value="01/01/2026"' in admin.get(url).content.decode()
        admin.post(url, ARTICLE | {"title": "Lịch nghỉ mới"})
        assert "Lịch nghỉ mới" in words(client.get("/tin-tuc/lich-nghi-tet/"))
        assert "Đã gỡ bài" in words(admin.post(f"{url}go/", follow=True))
        assert not Article.objects.exists()

    def test_two_articles_of_one_title_have_two_addresses(self, admin):
        for _ in range(3):
            admin.post("/can-bo/tin-tuc/viet/", ARTICLE)
        assert set(Article.objects.values_list("slug", flat=True)) == {
            "lich-nghi-tet", "lich-nghi-tet-2", "lich-nghi-tet-3",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("title", "", "Nhập tiêu đề."), ("title", "a" * 251, "Tiêu đề dài quá 250 ký tự."),
            ("kind", "blog", "Chọn loại bài."), ("body", " ", "Nhập nội dung."),
            ("published_on", "mai", "Ngày cần có dạng ngày/tháng/năm, ví dụ 05/03/2026."),
        ],
    )  # fmt: skip
    def test_wrong_article_says_why(self, admin, field, value, sentence):
        assert sentence in words(admin.post("/can-bo/tin-tuc/viet/", ARTICLE | {field: value}))
        assert not Article.objects.exists()

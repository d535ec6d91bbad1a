"""The public catalogue: found, read, printed; what is not known is said to be on its way."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from procedures.models import Article, LifeEvent, Procedure, Version
from procedures.services.switches import set_switch
from procedures.services.versions import close
from tests.desk.access import agency
from tests.procedures.builders import AT, BY, bring_in, entry, published, whole_catalogue

pytestmark = pytest.mark.django_db
LIST = "/thu-tuc/"
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)""")
BASIS = "Điều 15 NĐ 224/2026/NĐ-CP"


@pytest.fixture
def commune():
    return agency(uses_product=True)


def text_of(response) -> str:
    assert response.status_code == 200
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def several(count: int) -> None:
    bring_in(
        *(
            entry(code=f"9.{n:06}", name=f"Thủ tục {n}", life_events=["Sinh con"])
            for n in range(1, count + 1)
        ),
        published=True,
    )


class TestHome:
    def test_front_page_has_search_life_events_fields_and_news(self, client):
        published(life_events=["Sinh con, nuôi con"])
        Article.objects.create(
            title="Lịch nghỉ", slug="lich-nghi", summary="Tóm tắt", body="x", published_on=dt.date(2026, 1, 1)
        )
        page = text_of(client.get("/"))
        for words in ("Ông/Bà cần làm thủ tục gì?", "Sinh con, nuôi con", "Cư trú", "Lịch nghỉ"):
            assert words in page

    def test_front_page_of_an_empty_catalogue_says_what_to_do(self, client):
        assert "Danh mục thủ tục đang được cập nhật" in text_of(client.get("/"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_front_page_asks_three_questions_of_the_database(self, client, count, django_assert_num_queries):
        several(count)
        with django_assert_num_queries(3):
            client.get("/")


class TestList:
    @pytest.mark.parametrize("count", [1, 3])
    def test_list_asks_six_questions_of_the_database(self, client, count, commune, django_assert_num_queries):
        several(count)
        with django_assert_num_queries(6):
            assert f"Có {count} thủ tục" in text_of(client.get(LIST))

    def test_slip_of_the_finger_still_finds(self, client):
        bring_in(entry(name="Đăng ký khai sinh"), published=True)
        page = text_of(client.get(LIST, {"q": "khai sih"}))
        assert "Có 1 thủ tục cho “khai sih”" in page
        assert "Đăng ký khai sinh" in page

    def test_htmx_gets_the_results_alone_and_they_are_those_of_the_page(self, client):
        several(2)
        fragment = client.get(LIST, {"q": "thu tuc"}, headers={"HX-Request": "true"})
        assert b"<html" not in fragment.content
        assert "HX-Request" in fragment.headers["Vary"]
        whole = client.get(LIST, {"q": "thu tuc"}).content.decode()
        assert fragment.content.decode().strip() in whole

    def test_back_button_of_htmx_gets_the_whole_page(self, client):
        headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        assert b"<html" in client.get(LIST, headers=headers).content

    def test_pages_keep_what_was_searched(self, client):
        several(21)
        page = client.get(LIST, {"q": "thu tuc"}).content.decode()
        assert "?q=thu+tuc&amp;trang=2" in page
        assert "Thủ tục 21" in client.get(LIST, {"q": "thu tuc", "trang": "2"}).content.decode()

    def test_every_filter_narrows(self, client, commune):
        several(1)
        version = Version.objects.get()
        good = {
            "linh_vuc": version.procedure.sector_id, "su_kien": "sinh-con", "muc_do": "toan_trinh",
            "cap": "commune", "doi_tuong": "individual", "co_quan": "18172",
        }  # fmt: skip
        assert "Có 1 thủ tục" in text_of(client.get(LIST, good))
        for name, other in {"muc_do": "mot_phan", "cap": "province", "doi_tuong": "organisation"}.items():
            assert "Chưa tìm thấy" in text_of(client.get(LIST, good | {name: other})), name
        set_switch(
            agency=commune, procedure=version.procedure, enabled=False, files_here=True, legal_basis=BASIS,
            by=BY, at=AT,
        )  # fmt: skip
        assert "Chưa tìm thấy" in text_of(client.get(LIST, good))

    @pytest.mark.parametrize(
        "query",
        [
            {"linh_vuc": "x"}, {"linh_vuc": "99999999999999999999"}, {"su_kien": "khong-co"}, {"muc_do": "9"},
            {"co_quan": "0"}, {"q": "a" * 201}, {"q": "\x00"}, {"trang": "abc"}, {"trang": "999"},
            {"q": "'; DROP TABLE"}, {"q": "😀"},
        ],
    )  # fmt: skip
    def test_broken_address_still_gives_a_page(self, client, query):
        several(1)
        assert client.get(LIST, query).status_code == 200

    def test_broken_filter_is_said_beside_it(self, client):
        several(1)
        assert "Mục này không có trong danh sách." in text_of(client.get(LIST, {"su_kien": "khong-co"}))


class TestProcedure:
    def page(self, client, code="9.000001") -> str:
        return text_of(client.get(f"/thu-tuc/{code}/"))

    def test_all_parts_that_the_law_wants_are_there(self, client, commune):
        whole_catalogue()
        page = self.page(client, "2.000815")
        for words in (
            "Chứng thực bản sao từ bản chính giấy tờ",
            "2.000815",
            "Lĩnh vực Chứng thực",
            "Trong ngày (nhận sau 15:00: ngày làm việc tiếp theo); có thể kéo dài thêm 2 ngày làm việc",
            "Phí: 2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang; tối đa 200.000 đ/bản.",
            "Dịch vụ công trực tuyến một phần",
            "Vì sao chỉ trực tuyến một phần Đang cập nhật",
            "Cá nhân và tổ chức",
            "UBND cấp xã",
            "Nộp trực tiếp tại Bộ phận Một cửa",
            "Bản sao được chứng thực từ bản chính",
            "Số lượng: 1 bộ.",
            "Chỉ xuất trình để đối chiếu, không nộp",
            "Mẫu đơn, tờ khai",
            "Trình tự thực hiện Đang cập nhật.",
            "Yêu cầu, điều kiện thực hiện Đang cập nhật.",
            "NĐ 23/2015/NĐ-CP",
            "Quyết định số 2873/QĐ-UBND ngày 19/11/2025, công khai ngày 20/11/2025, áp dụng từ ngày",
        ):
            assert words in page, words

    def test_each_case_has_its_own_limit(self, client):
        whole_catalogue()
        page = self.page(client, "1.004859")
        assert "Thay đổi, cải chính, xác định lại dân tộc: 3 ngày làm việc" in page
        assert "Bổ sung thông tin hộ tịch: trong ngày" in page

    def test_written_texts_take_the_place_of_being_updated(self, client):
        published(sequence_of_steps_text="Bước 1. Nộp hồ sơ.", requirements="Có mặt.")
        page = self.page(client)
        assert "Bước 1. Nộp hồ sơ." in page
        assert "Có mặt." in page

    def test_unknown_fee_is_never_called_free(self, client):
        published(fee={"status": "unknown", "items": []})
        page = self.page(client)
        assert "Mức phí, lệ phí: đang cập nhật." in page
        assert "iễn phí" not in page
        assert "Không thu phí" not in page

    def test_confidence_marks_are_not_shown_to_citizens(self, client):
        published(time_confidence="U")
        assert "đối chiếu nguồn" not in self.page(client)

    def test_where_filing_is_off_the_page_names_the_national_portal_and_the_basis(self, client, commune):
        version = published()
        set_switch(
            agency=commune, procedure=version.procedure, enabled=True, files_here=False, legal_basis=BASIS,
            by=BY, at=AT,
        )  # fmt: skip
        page = self.page(client)
        assert "dichvucong.gov.vn" in page
        assert f"Xã Sơn Tây, theo {BASIS}" in page
        assert "Nộp hồ sơ trực tuyến" not in page

    def test_procedure_not_online_says_where_to_go(self, client, commune):
        published(online=False)
        assert "Thủ tục này chưa nộp trực tuyến được" in self.page(client)

    @pytest.mark.parametrize("parts", [1, 3])
    def test_page_asks_twelve_questions_of_the_database(
        self, client, commune, parts, django_assert_num_queries
    ):
        papers = [{**entry()["components"][0], "code": f"GT0{n}"} for n in range(1, parts + 1)]
        published(components=papers)
        with django_assert_num_queries(12):
            client.get("/thu-tuc/9.000001/")

    def test_unknown_procedure_is_not_found(self, client):
        assert client.get("/thu-tuc/1.999999/").status_code == 404

    def test_procedure_no_longer_in_force_says_so(self, client):
        close(version=published(), last_day=dt.date(2026, 2, 1), by=BY, at=AT)
        for path in ("/thu-tuc/9.000001/", "/thu-tuc/9.000001/to-khai/"):
            response = client.get(path)
            assert response.status_code == 410
            assert "Thủ tục này hiện không áp dụng" in response.content.decode()

    def test_draft_is_not_shown(self, client):
        bring_in(entry())
        assert Procedure.objects.exists()
        assert client.get("/thu-tuc/9.000001/").status_code == 410


class TestBlankForm:
    def test_form_is_shown_with_empty_lines(self, client):
        published(code="1.001193")
        page = text_of(client.get("/thu-tuc/1.001193/to-khai/"))
        assert "Họ, chữ đệm, tên của trẻ" in page
        assert "Mẹ của trẻ" in page

    def test_procedure_without_form_has_no_such_page(self, client):
        published()
        assert client.get("/thu-tuc/9.000001/to-khai/").status_code == 404


class TestLifeEvent:
    def test_life_event_lists_its_procedures(self, client):
        several(2)
        page = text_of(client.get("/su-kien/sinh-con/"))
        assert "Thủ tục 1" in page
        assert "Thủ tục 2" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_life_event_asks_three_questions_of_the_database(self, client, count, django_assert_num_queries):
        several(count)
        with django_assert_num_queries(3):
            client.get("/su-kien/sinh-con/")

    def test_life_event_without_procedures_says_so_and_unknown_one_is_not_found(self, client):
        LifeEvent.objects.create(name="Thừa kế", slug="thua-ke")
        assert "Chưa có thủ tục nào đang áp dụng" in text_of(client.get("/su-kien/thua-ke/"))
        assert client.get("/su-kien/khong-co/").status_code == 404


class TestNews:
    def article(self, slug, day=dt.date(2026, 1, 1), **more) -> Article:
        values = {"title": f"Bài {slug}", "summary": "Tóm tắt", "body": "Dòng một\n\nDòng hai"} | more
        return Article.objects.create(slug=slug, published_on=day, **values)

    def test_news_and_guides_can_be_told_apart(self, client):
        self.article("a")
        self.article("b", kind="guide")
        assert "Bài a" in text_of(client.get("/tin-tuc/"))
        guides = text_of(client.get("/tin-tuc/", {"loai": "guide"}))
        assert "Bài b" in guides
        assert "Bài a" not in guides

    def test_article_of_tomorrow_is_not_there_yet(self, client):
        self.article("mai", day=dt.date(2999, 1, 1))
        assert "Chưa có bài nào" in text_of(client.get("/tin-tuc/"))
        assert client.get("/tin-tuc/mai/").status_code == 404

    def test_article_is_text_and_never_markup(self, client):
        self.article("a", body="<script>x</script>")
        page = client.get("/tin-tuc/a/").content.decode()
        assert "&lt;script&gt;" in page
        assert "thứ Năm, 01/01/2026" in page


def test_pages_carry_no_inline_style_or_script_and_one_main_heading(client, commune):
    published(code="1.001193", life_events=["Sinh con"])
    Article.objects.create(title="T", slug="t", summary="s", body="b", published_on=dt.date(2026, 1, 1))
    for path in ("/", LIST, "/thu-tuc/1.001193/", "/thu-tuc/1.001193/to-khai/", "/su-kien/sinh-con/",
                 "/tin-tuc/", "/tin-tuc/t/"):  # fmt: skip
        html = client.get(path).content.decode()
        assert not INLINE.findall(html), path
        assert len(re.findall(r"<h1[ >]", html)) == 1, path


def test_addresses_bear_the_names_that_the_layouts_link_to():
    assert [reverse(f"portal:{name}") for name in ("home", "procedures", "news")] == ["/", LIST, "/tin-tuc/"]

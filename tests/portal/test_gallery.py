"""The look: the gallery shows everything, error pages stand alone, no page carries inline style or script."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.look.samples import BrokenForm, PlainForm
from portal.views.gallery import ERROR_PAGES

COMPONENTS = sorted((Path(__file__).parents[2] / "templates/_components").glob("*.html"))
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)""")
PAGES = ("gallery", "gallery-desk", "gallery-dossier")


def page(client: Client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


def render(source: str, **values) -> str:
    return Template("{% load mc %}" + source).render(Context(values))


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.mark.parametrize("name", PAGES)
def test_gallery_page_has_one_main_heading(client, name):
    assert len(re.findall(r"<h1[ >]", page(client, name))) == 1


@pytest.mark.parametrize("name", PAGES)
def test_gallery_page_carries_no_inline_style_or_script(client, name):
    assert not INLINE.findall(page(client, name))


@pytest.mark.parametrize("name", PAGES)
def test_gallery_page_links_only_to_static_files_that_exist(client, name):
    used = re.findall(r'(?:href|src)="/static/([^"]+)"', page(client, name))
    assert used
    assert [path for path in used if not finders.find(path)] == []


def test_gallery_is_closed_where_there_is_no_demo(client, settings):
    settings.DEMO_MODE = settings.DEBUG = False
    assert client.get(reverse("gallery")).status_code == 404


def test_every_component_is_shown_by_the_gallery_or_by_another_component():
    shown = "".join(file.read_text() for file in Path(COMPONENTS[0].parents[1] / "gallery").glob("*.html"))
    inside = "".join(file.read_text() for file in (*COMPONENTS, *COMPONENTS[0].parents[1].glob("base*.html")))

    def is_shown(name: str) -> bool:
        return (
            f"{{% {name} " in shown + inside
            or f"{{% {name}%}}" in shown
            or f"_components/{name}.html" in shown + inside
        )

    assert [
        file.stem for file in COMPONENTS if not is_shown(file.stem) and not is_shown(file.stem + "_block")
    ] == []


@pytest.mark.parametrize(("name", "context"), ERROR_PAGES.items())
def test_error_page_stands_without_request_or_database(name, context):
    words = render_to_string(f"{name}.html", context)
    assert "<h1" in words
    assert 'href="/"' in words
    assert "tel:" in words


def test_error_page_says_no_system_words(client):
    for name in ERROR_PAGES:
        words = re.sub(r"<[^>]+>", " ", client.get(reverse("gallery-error", args=[name])).content.decode())
        assert not re.search(r"\b(error|token|server|lỗi \d|HTTP|validate)\b", words, re.IGNORECASE), name


def test_field_with_an_error_points_the_reader_to_hint_and_sentence():
    html = render("{% field form.dien_thoai %}", form=BrokenForm({}))
    assert 'aria-describedby="id_dien_thoai_helptext id_dien_thoai_error"' in html
    assert 'id="id_dien_thoai_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("Khóa cập nhật") < html.index("Nhập số điện thoại") < html.index("<input")


def test_crispy_prints_the_same_field_as_the_tag():
    form = BrokenForm({})
    ours = render("{% field form.ten %}", form=form)
    crispy = render("{% load crispy_forms_filters %}{{ form.ten|as_crispy_field }}", form=form)
    assert " ".join(crispy.split()) == " ".join(ours.split())


def test_error_summary_jumps_to_each_field():
    html = render("{% error_summary form %}", form=BrokenForm({}))
    targets = re.findall(r'href="#([^"]+)"', html)
    fields = render("{% fields form %}", form=BrokenForm({}))
    assert len(targets) == 5
    assert [target for target in targets if f'id="{target}"' not in fields] == []


def test_error_summary_of_a_form_without_errors_is_empty():
    assert render("{% error_summary form %}", form=PlainForm()).strip() == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("running", "còn 3 giờ 20 phút"),
        ("soon", "còn 3 giờ 20 phút"),
        ("late", "quá hạn 3 giờ 20 phút"),
        ("stopped", "tạm dừng tính giờ: chờ bổ sung"),
        ("done", "xong đúng hạn"),
        ("done_late", "xong sau hạn"),
        ("none", "không tính thời hạn"),
    ],
)
def test_deadline_says_its_state_in_words(state, words):
    html = render("{% deadline state=state minutes_left=200 reason='chờ bổ sung' %}", state=state)
    assert words in " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_pagination_keeps_what_was_searched():
    request = RequestFactory().get("/", {"q": "khai sinh", "trang": "2"})
    html = render("{% pagination page %}", page=Paginator(range(60), 20).page(2), request=request)
    assert "?q=khai+sinh&amp;trang=3" in html


def test_badge_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="none of"):
        render("{% badge 'purple' 'Tím' %}")


def test_text_of_people_is_escaped_in_block_tags():
    html = render(
        "{% notice 'info' title=title %}<p>{{ words }}</p>{% endnotice %}", title="<b>x</b>", words="<script>"
    )
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "<p>" in html


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("20000|dong", "20.000 đ"),
        ("1204|vn_number", "1.204"),
        ("1234.56|vn_decimal", "1.234,6"),
        ("2.0|vn_decimal", "2"),
        ("3565158|file_size", "3,4 MB"),
        ("200|minutes", "3 giờ 20 phút"),
        ("'84912345678'|phone", "0912 345 678"),
        ("'84912345678'|phone_masked", "****678"),
        ("''|moment", ""),
        ("None|dong", ""),
    ],
)
def test_filter_says(expression, said):
    assert render("{{ " + expression + " }}") == said


def test_first_load_of_a_citizens_page_is_small(client):
    html = client.get(reverse("gallery")).content
    files = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"', html.decode())
    sizes = [len(brotli.compress(Path(finders.find(path)).read_bytes())) for path in files]
    assert sum(sizes) + len(brotli.compress(html)) < 100 * 1024

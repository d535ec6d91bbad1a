"""The components in a browser: widths, zoom, keyboard, without script, on paper."""

import pytest
from django.urls import reverse

from portal.views.gallery import ERROR_PAGES
from tests.e2e.checks import check, check_fits

pytestmark = pytest.mark.e2e
PAGES = ("gallery", "gallery-desk", "gallery-dossier")
FILE = {"name": "giấy khai sinh.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2000}


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.mark.parametrize("width", [390, 768, 1366, 1920])
def test_gallery_is_accessible_and_fits(open_page, width):
    page = open_page(width)
    for name in PAGES:
        page.goto(reverse(name))
        check(page)


def test_error_pages_are_accessible_and_fit(open_page):
    page = open_page(390)
    for name in ERROR_PAGES:
        page.goto(reverse("gallery-error", args=[name]))
        check(page)


@pytest.mark.parametrize("width", [683, 320])
def test_zoomed_page_needs_no_sideways_scroll(open_page, width):
    """200 % of a 1366 px screen, and the 320 px of WCAG 1.4.10."""
    page = open_page(width)
    for name in PAGES:
        page.goto(reverse(name))
        check_fits(page)


def test_list_walks_by_j_and_k_and_searches_by_slash(page):
    page.goto(reverse("gallery-desk"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent").endswith("0007")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent").endswith("0003")


def test_alt_and_a_digit_open_an_action_and_its_first_field(page):
    page.goto(reverse("gallery-dossier"))
    page.keyboard.press("Alt+2")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.get_by_text("Ông/Bà Lan sẽ nhận tin nhắn.").is_visible()


def test_error_summary_takes_the_focus_and_jumps_to_the_field(page):
    page.goto(reverse("gallery"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Nhập họ và tên người nộp hồ sơ.").click()
    assert page.evaluate("location.hash") == "#id_b-ten"


def test_chosen_file_is_named_with_its_size(page):
    page.goto(reverse("gallery"))
    page.set_input_files("#id_a-tep", FILE)
    assert page.get_by_text("giấy khai sinh.pdf · 2 KB").is_visible()


def test_without_script_the_native_file_control_and_no_print_button_are_shown(open_page):
    page = open_page(390, javascript=False)
    page.goto(reverse("gallery"))
    assert page.locator("#id_a-tep").bounding_box()["height"] >= 44
    assert not page.locator("[data-print]").first.is_visible()


def test_on_paper_only_the_content_remains(page):
    page.goto(reverse("gallery-desk"))
    page.emulate_media(media="print")
    assert page.locator(".dossier-table th").first.is_visible()
    for chrome in (".desk-queues", ".filters", ".pagination", ".tabs"):
        assert not page.locator(chrome).is_visible()

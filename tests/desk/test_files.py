"""Files, issued forms and the control slip: shown safely, and only with their own dossier."""

from hashlib import sha256
from uuid import uuid4

import pytest

from audit.models import AuditEntry
from documents.models import StoredFile
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.dossiers.test_infected import infect

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("hoa")


@pytest.fixture
def dossier(office, hoa):
    return cast.receive(office, cast.file_online(office, at("2026-11-10 08:00")), at("2026-11-10 08:10"))


def page_of(dossier) -> str:
    return f"/can-bo/ho-so/{dossier.code}/"


def test_a_picture_is_shown_on_the_page_as_our_own(hoa, dossier):
    file = dossier.files.first().file
    page = hoa.get(page_of(dossier), {"xem": str(file.pk)})
    assert page.context["preview"].name == "anh.png"
    shown = hoa.get(page.context["preview"].picture)
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


def test_a_file_is_looked_at_and_kept_with_its_guards(hoa, dossier):
    file = dossier.files.first().file
    seen = hoa.get(f"{page_of(dossier)}tep/{file.pk}/xem/")
    kept = hoa.get(f"{page_of(dossier)}tep/{file.pk}/tai/")
    assert seen["Content-Disposition"].startswith("inline")
    assert kept["Content-Disposition"].startswith("attachment")
    for response in (seen, kept):
        assert "sandbox" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        assert b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_of_another_dossier_is_not_found(hoa, office, dossier):
    other = cast.file_online(office, at("2026-11-10 08:30"))
    foreign = other.files.first().file.pk
    for path in (
        f"tep/{foreign}/xem/",
        f"tep/{foreign}/tai/",
        f"tep/{foreign}/trang/1/",
        f"tep/{uuid4()}/tai/",
    ):
        assert hoa.get(page_of(dossier) + path).status_code == 404
    assert hoa.get(page_of(dossier), {"xem": str(foreign)}).context["preview"] is None


@pytest.mark.parametrize("query", [{"xem": "khong-phai"}, {"xem": ""}, {"xem": "\x00"}])
def test_nonsense_in_the_address_shows_the_page_without_a_preview(hoa, dossier, query):
    assert hoa.get(page_of(dossier), query).context["preview"] is None


@pytest.mark.parametrize("page", ["0", "99999", "abc", "²"])
def test_a_page_that_is_not_there_falls_back_to_one_that_is(hoa, dossier, page):
    file = dossier.files.first().file
    shown = hoa.get(page_of(dossier), {"xem": str(file.pk), "trang-tep": page})
    assert shown.context["preview"].number == 1
    assert hoa.get(f"{page_of(dossier)}tep/{file.pk}/trang/7/").status_code == 404


def test_the_control_slip_is_a_pdf_at_any_time_after_reception(hoa, office, dossier):
    slip = hoa.get(f"{page_of(dossier)}phieu-kiem-soat.pdf")
    assert slip["Content-Type"] == "application/pdf"
    assert b"".join(slip.streaming_content).startswith(b"%PDF")
    new = cast.file_online(office, at("2026-11-10 08:30"))
    assert hoa.get(f"{page_of(new)}phieu-kiem-soat.pdf").status_code == 404


def test_the_declaration_is_printed_where_one_was_filled_in(hoa, office, dossier):
    filled = cast.file_online(office, at("2026-11-10 08:30"), "2.000815")
    assert hoa.get(f"{page_of(filled)}to-khai.pdf").content.startswith(b"%PDF")
    assert hoa.get(f"{page_of(dossier)}to-khai.pdf").status_code == (200 if dossier.answers else 404)
    walk_in = cast.take_in(office, at("2026-11-10 08:40"))
    assert hoa.get(f"{page_of(walk_in)}to-khai.pdf").status_code == 404


def test_a_form_of_another_dossier_is_not_found(hoa, office, dossier):
    form = dossier.issued_forms.get()
    other = cast.file_online(office, at("2026-11-10 08:30"))
    assert hoa.get(f"{page_of(other)}bieu-mau/{form.pk}.pdf").status_code == 404
    shown = hoa.get(f"{page_of(dossier)}bieu-mau/{form.pk}.pdf")
    assert shown["Content-Disposition"].startswith("inline")
    assert b"".join(shown.streaming_content).startswith(b"%PDF")


def test_messages_are_shown_with_their_address_masked(hoa, dossier):
    page = hoa.get(page_of(dossier))
    assert {message["to"] for message in page.context["sent"]} == {"****678"}
    assert "Khoa cap nhat: ****" in " ".join(message["text"] for message in page.context["sent"])


def test_the_page_costs_the_same_queries_whatever_happened(hoa, office, dossier, django_assert_num_queries):
    hoa.get(page_of(dossier))  # the office's calendar is read once in the life of the process
    for moment in ("2026-11-10 09:40", "2026-11-10 09:50"):
        with django_assert_num_queries(45):
            hoa.get(page_of(dossier))
        cast.route.add_note(dossier=dossier, by=office.actor("hoa"), at=at(moment), note="Đã gọi điện.")


@pytest.mark.parametrize(
    ("channel", "text", "told"),
    [
        ("email", "Kính gửi Ông/Bà,\n\nHồ sơ đã có kết quả.\n\nTrân trọng,\n", "Hồ sơ đã có kết quả."),
        ("sms", "UBND xa Son Tay da tiep nhan ho so.", ""),
    ],
)
def test_a_letter_is_told_by_its_first_sentence(hoa, dossier, channel, text, told):
    sent = {"state": "accepted", "settled_at": at("2026-11-10 08:20"), "secret_values": None}
    Message.objects.filter(reference=dossier.code).update(channel=channel, text=text, **sent)
    message = hoa.get(page_of(dossier)).context["sent"][0]
    assert message["gist"] == told
    assert message["state"] == ("Đã gửi đi" if channel == "email" else "Đã chuyển nhà mạng")


def test_a_form_printed_again_is_the_same_file_to_the_byte(hoa, dossier):
    form = dossier.issued_forms.get()
    first, again = (
        b"".join(hoa.get(f"{page_of(dossier)}bieu-mau/{form.pk}.pdf").streaming_content) for _ in range(2)
    )
    assert first == again
    assert sha256(first).hexdigest() == form.pdf.sha256


@pytest.mark.parametrize(
    ("scan_state", "status", "words"),
    [
        ("waiting", 409, "Đang kiểm tra an toàn"),
        ("failed", 409, "Chưa kiểm tra được"),
        ("infected", 410, "Có mã độc"),
    ],
)
def test_a_file_without_a_good_verdict_has_a_badge_and_opens_for_no_officer(
    settings, hoa, dossier, scan_state, status, words
):
    settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, "127.0.0.1:9"
    file = dossier.files.first().file
    rows = StoredFile.objects.filter(pk=file.pk)
    if scan_state == "infected":
        infect(file)
    else:
        now = at("2026-11-10 08:50")
        rows.update(scan_state=scan_state, queued_at=now, next_try_at=now)
    page = hoa.get(page_of(dossier), {"xem": str(file.pk)})
    assert words in page.content.decode()
    assert page.context["preview"] is None
    assert f"tep/{file.pk}/" not in page.content.decode()
    for path in (f"tep/{file.pk}/xem/", f"tep/{file.pk}/tai/", f"tep/{file.pk}/trang/1/"):
        assert hoa.get(page_of(dossier) + path).status_code == status
    assert not AuditEntry.objects.filter(action="view.file").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Chưa bật quét vi-rút (bản dùng thử)."),
        ({"DEMO_MODE": False}, "Quét vi-rút đang tắt."),
        ({"SCAN_UPLOADS": True}, "Có tệp chờ quét từ 08:00, thứ Ba 10/11/2026."),
    ],
)
def test_an_administrator_sees_how_scanning_stands(office, settings, browser, clock, changes, words):
    for name, value in changes.items():
        setattr(settings, name, value)
    cast.file_online(office, at("2026-11-10 08:00"))
    clock("2026-11-10 09:00")
    assert words in browser("quantri").get("/can-bo/").content.decode()

"""What a citizen sees of the scanner: filing goes on, nothing unscanned opens, an infected file is named."""

import pytest
from freezegun import freeze_time

from audit.models import AuditEntry
from documents import disk
from documents.models import StoredFile
from dossiers.models import DraftFile
from dossiers.services.amend import amend
from tests import cast
from tests.cast import CITIZEN, at
from tests.dossiers.files import stored_photo
from tests.dossiers.test_infected import infect
from tests.portal.test_lookup import opened
from tests.portal.walk import Walk, picture

pytestmark = pytest.mark.django_db
FILED = at("2026-11-23 09:00")
QUERIES = 18
BUSY = "Tệp đang được kiểm tra an toàn, thường trong vòng một phút."


@pytest.fixture
def with_scanner(settings) -> None:
    settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, "127.0.0.1:9"


def at_the_papers(client) -> Walk:
    """A citizen who has sent one picture."""
    walk = Walk(client)
    walk.begin()
    for slug in ("nguoi-nop", "chu-ho-so", "noi-dung"):
        walk.post(slug, walk.answers(slug))
    walk.post("giay-to", {walk.field(): [picture("mot.png")], "tai_len": "1"})
    return walk


def test_a_trial_says_that_nothing_is_scanned(client, office):
    walk = at_the_papers(client)
    page = walk.get("giay-to").content.decode()
    assert "Chưa bật quét vi-rút (bản dùng thử)." in page
    assert "Đang kiểm tra an toàn" not in page


@pytest.mark.usefixtures("with_scanner")
class TestWithScanner:
    def test_a_file_that_waits_has_a_badge_and_no_link_and_does_not_hold_the_filing_up(self, client, office):
        walk = at_the_papers(client)
        page = walk.get("giay-to").content.decode()
        row = DraftFile.objects.get()
        assert "Đang kiểm tra an toàn" in page
        assert f"/tep/{row.pk}/" not in page
        assert walk.post("giay-to", {"tiep_tuc": "1"}).status_code == 302

    def test_its_address_typed_by_hand_is_a_kind_page(self, client, office):
        walk = at_the_papers(client)
        row = DraftFile.objects.get()
        answer = client.get(walk.url(f"tep/{row.pk}"), {"xem": "1"})
        assert (answer.status_code, answer["Retry-After"]) == (409, "60")
        assert BUSY in answer.content.decode()

    def test_an_infected_file_is_named_and_has_to_be_replaced(self, client, office):
        walk = at_the_papers(client)
        row = DraftFile.objects.get()
        infect(row.file)
        stopped = walk.post("giay-to", {"tiep_tuc": "1"})
        page = stopped.content.decode()
        assert stopped.status_code == 422
        assert "Tệp “mot.png” có mã độc nên không gửi được. Hãy gỡ bỏ tệp này và chọn tệp khác." in page
        assert client.get(walk.url(f"tep/{row.pk}")).status_code == 410
        walk.post("giay-to", {"go_tep": str(row.pk)})
        answer = walk.post("giay-to", {walk.field(): [picture("hai.png")], "tiep_tuc": "1"})
        assert answer.status_code == 302

    def test_the_dossier_page_shows_each_state_with_the_same_number_of_queries(
        self, client, office, django_assert_num_queries
    ):
        with freeze_time(FILED):
            dossier = cast.file_online(office, FILED, "2.000815")
            opened(client, dossier)
            with django_assert_num_queries(QUERIES):
                page = client.get(f"/ho-so/{dossier.code}/").content.decode()
            assert page.count("Đang kiểm tra an toàn") == 1
            row = dossier.files.get()
            more = [(row.component, stored_photo(FILED)) for _ in range(2)]
            amend(dossier=dossier, by=CITIZEN, at=FILED, files_added=more)
            infect(row.file)
            with django_assert_num_queries(QUERIES):
                page = client.get(f"/ho-so/{dossier.code}/").content.decode()
        assert page.count("Đang kiểm tra an toàn") == 2
        assert "Có mã độc" in page
        assert "Ông/Bà thay bằng tệp khác nếu hồ sơ chưa được tiếp nhận" in page


def test_a_file_that_was_changed_on_the_disk_is_not_served_and_is_written_down(client, office, caplog):
    with freeze_time(FILED):
        dossier = cast.file_online(office, FILED, "2.000815")
        opened(client, dossier)
        row = dossier.files.get()
        disk.absolute(row.file.path).write_bytes(b"something else")
        answer = client.get(f"/ho-so/{dossier.code}/tep/{row.pk}/")
    assert answer.status_code == 500
    assert "không còn đúng như khi nhận" in answer.content.decode()
    line = AuditEntry.objects.get(action="documents.damaged")
    assert line.object_id == str(row.file_id)
    assert "file damaged" in caplog.text
    assert StoredFile.objects.get(pk=row.file_id).sha256 == row.file.sha256

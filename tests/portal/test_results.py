"""The result as the citizen sees it: the electronic one to download, the number and state of a parcel."""

import pytest
from django.test import Client
from freezegun import freeze_time

from dossiers.models import Dossier
from dossiers.services import finish, parcels
from dossiers.services.parcels import News
from dossiers.states import ParcelState, ResultMethod
from tests import cast
from tests.cast import at
from tests.dossiers.files import stored_photo
from tests.portal.test_lookup import key_of, look_up

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-23 08:00")
NOON = at("2026-11-23 11:00")


def ready(office, method: str) -> Dossier:
    """Bà Lan's dossier with its result and the file of it at the desk."""
    dossier = cast.file_online(office, MORNING, "2.000815")
    Dossier.objects.filter(pk=dossier.pk).update(result_method=method)
    dossier = cast.receive(office, dossier, MORNING)
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, MORNING, who)
    files = [stored_photo(MORNING)]
    return finish.finish(dossier=dossier, by=office.actor("hoa"), at=MORNING, files=files)


def post(office, dossier: Dossier) -> Dossier:
    return finish.hand_over(
        dossier=dossier, by=office.actor("hoa"), at=MORNING, how="post", to="", waybill="EB123456789VN"
    )


def opened(client: Client, dossier: Dossier) -> Client:
    key = key_of(dossier)
    look_up(client, dossier.code)
    assert client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": key}).status_code == 302
    return client


def file_of(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/tep/{dossier.files.get(kind='result').pk}/"


def fetched(response) -> bytes:
    """A file, taken to its end."""
    return b"".join(response.streaming_content)


@freeze_time(NOON)
def test_an_electronic_result_is_downloaded_as_soon_as_it_is_there(office, client):
    dossier = ready(office, ResultMethod.ELECTRONIC)
    own = opened(client, dossier)
    page = own.get(f"/ho-so/{dossier.code}/")
    assert [line["url"] for line in page.context["results"]] == [file_of(dossier)]
    dossier.refresh_from_db()
    assert dossier.result_opened_at is None  # nobody has read it yet
    assert fetched(own.get(file_of(dossier))) == cast.PIXEL
    dossier.refresh_from_db()
    assert dossier.result_opened_at == NOON


@freeze_time(NOON)
def test_of_a_rejected_dossier_the_letter_is_what_is_opened(office, client):
    dossier = cast.file_online(office, MORNING, "2.000815")
    Dossier.objects.filter(pk=dossier.pk).update(result_method=ResultMethod.ELECTRONIC)
    dossier = cast.receive(office, dossier, MORNING)
    for who in ("hoa", "minh"):
        dossier = cast.forward(office, dossier, MORNING, who)
    dossier = finish.reject(
        dossier=dossier, by=office.actor("khang"), at=MORNING, reason="Không đủ điều kiện", basis="Điều 9"
    )
    letter = dossier.issued_forms.get(key="refusal")
    fetched(opened(client, dossier).get(f"/ho-so/{dossier.code}/giay/{letter.pk}/"))
    dossier.refresh_from_db()
    assert dossier.result_opened_at == NOON


@freeze_time(NOON)
def test_without_the_key_it_is_not_there(office, client):
    dossier = ready(office, ResultMethod.ELECTRONIC)
    look_up(client, dossier.code)
    assert client.get(file_of(dossier)).url == f"/tra-cuu/?ma={dossier.code}"
    dossier.refresh_from_db()
    assert dossier.result_opened_at is None


@freeze_time(NOON)
@pytest.mark.parametrize("method", [ResultMethod.OFFICE, ResultMethod.POST])
def test_a_result_on_paper_is_first_handed_over(office, client, method):
    dossier = ready(office, method)
    own = opened(client, dossier)
    assert own.get(f"/ho-so/{dossier.code}/").context["results"] == []
    assert own.get(file_of(dossier)).status_code == 404
    post(office, dossier)
    assert fetched(own.get(file_of(dossier))) == cast.PIXEL


@freeze_time(NOON)
def test_number_and_state_of_a_parcel_need_no_key_but_who_took_it_does(office, client):
    dossier = post(office, ready(office, ResultMethod.POST))
    delivered = News(ParcelState.DELIVERED, to="Trần Văn Bảy")
    parcels.report(dossier=dossier, by=office.actor("hoa"), at=NOON, news=delivered)
    look_up(client, dossier.code)
    page = client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "EB123456789VN: đã phát, 11:00, thứ Hai 23/11/2026" in page
    assert "Bưu chính đã phát kết quả" in page
    assert "Trần Văn Bảy" not in page
    page = opened(client, dossier).get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Trần Văn Bảy" in page
    assert "EB123456789VN: đã phát" in page


@freeze_time(NOON)
def test_what_came_back_says_what_to_do(office, client):
    dossier = post(office, ready(office, ResultMethod.POST))
    back = News(ParcelState.SENT_BACK, reason="Sai địa chỉ")
    parcels.report(dossier=dossier, by=office.actor("hoa"), at=NOON, news=back)
    look_up(client, dossier.code)
    page = client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "Ông/Bà đến Bộ phận Một cửa để nhận, hoặc báo địa chỉ để gửi lại." in page

"""What a citizen's account opens: each page by each visitor, the list of dossiers, claims (ADR 0022)."""

import re

import pytest
from django.test import Client
from freezegun import freeze_time

from accounts.citizens import sessions
from accounts.models import Citizen
from audit.models import AuditEntry
from dossiers.models import Dossier
from dossiers.services import claim
from dossiers.services.submit import submit
from kit.errors import Conflict
from tests import cast
from tests.cast import LAN, at
from tests.dossiers.test_acting import filed, filled
from tests.portal.citizens import MOTHER, MOTHER_TYPED, account, browser_of, proven
from tests.portal.test_lookup import key_of, opened
from tests.portal.walk import LAN as TYPED
from tests.portal.walk import Walk

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:00")
# Each page: what the filer, the owner and everybody else get.
STRANGE = "/tra-cuu/?ma={}"
BACK = "/ho-so/{}/"
PAGES = (
    ("get", "", "200", "200"),
    ("get", "to-khai/", "200", "200"),
    ("get", "tep/{file}/", "200", "200"),
    ("get", "sua/", "200", BACK),
    ("get", "sua/nguoi-nop/", "200", BACK),
    ("get", "bo-sung/", BACK, BACK),  # nothing is asked for: back to the dossier
    ("post", "rut/", "422", BACK),
    ("post", "khong-dong-y/", BACK, BACK),
)


@pytest.fixture(autouse=True)
def _morning():
    with freeze_time(NOW):
        yield


@pytest.fixture
def lan(office) -> Citizen:
    return proven()


@pytest.fixture
def mother(office) -> Citizen:
    return proven(MOTHER)


@pytest.fixture
def hers(office, lan, mother) -> Dossier:
    """What bà Lan filed for her mother."""
    return filed(office, lan, MOTHER_TYPED, relation="child")


def got(client: Client, method: str, path: str) -> str:
    answer = getattr(client, method)(path)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.headers.get("Location") or str(answer.status_code)


@pytest.mark.parametrize(("method", "page", "filer", "owner"), PAGES)
def test_each_page_opens_for_whom_it_should(hers, lan, mother, real_paper, method, page, filer, owner):
    path = f"/ho-so/{hers.code}/" + page.format(file=hers.files.first().pk)
    visitors = {
        "filer": (browser_of(lan), filer),
        "owner": (browser_of(mother), owner),
        "another citizen": (browser_of(account(phone="84987654321")), STRANGE),
        "stranger": (Client(), STRANGE),
    }
    for name, (client, wanted) in visitors.items():
        assert got(client, method, path) == wanted.format(hers.code), (name, path)


def test_another_citizen_learns_no_more_than_a_stranger(hers):
    other = browser_of(account(phone="84987654321"))
    there, nowhere = hers.code, "H42.18172-261123-9999"
    for client in (other, Client()):
        answers = [client.get(f"/ho-so/{code}/") for code in (there, nowhere)]
        assert [a.url.replace(a.wsgi_request.path.split("/")[2], "") for a in answers] == [
            "/tra-cuu/?ma="
        ] * 2


def test_the_same_typed_number_without_proof_opens_nothing(office, hers):
    typed = Citizen.objects.create(phone="84977000111", name=MOTHER.name, created_at=NOW)
    assert browser_of(typed).get(f"/ho-so/{hers.code}/").status_code == 302


def test_the_list_has_what_i_filed_and_what_is_mine(office, lan, mother, hers):
    own = filed(office, None, MOTHER_TYPED, relation="child")
    assert codes(browser_of(lan)) == [hers.code]
    assert codes(browser_of(mother)) == [own.code, hers.code]
    page = browser_of(mother).get("/tai-khoan/ho-so/").content.decode()
    assert page.count("Người khác nộp") == 2


def codes(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/tai-khoan/ho-so/{query}").content.decode()
    return re.findall(r'href="/ho-so/([^/]+)/"', page)


def test_what_is_over_stands_in_its_own_list(office, lan):
    dossier = filed(office, lan)
    client = browser_of(lan)
    assert client.post(f"/ho-so/{dossier.code}/rut/", {"reason": "Nhầm", "seen": "1"}).status_code == 302
    assert codes(client) == []
    assert codes(client, "?xem=da-xong") == [dossier.code]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_few_questions_whatever_its_length(office, lan, number, django_assert_num_queries):
    for _ in range(number):
        filed(office, lan)
    client = browser_of(lan)
    # The browser's session and the device; how many; the page; what may be claimed; the line of the book.
    with django_assert_num_queries(6):
        assert client.get("/tai-khoan/ho-so/").status_code == 200


def test_opening_ones_own_dossier_is_a_line_of_the_book(hers, lan, mother):
    browser_of(lan).get(f"/ho-so/{hers.code}/")
    browser_of(mother).get(f"/ho-so/{hers.code}/")
    lines = AuditEntry.objects.filter(action="view.dossier", object_id=str(hers.pk)).order_by("pk")
    assert [line.actor_id for line in lines] == [lan.pk, mother.pk]
    assert "chủ hồ sơ" in lines[1].summary
    assert not any(name in str(line.__dict__) for line in lines for name in (LAN.name, MOTHER.name))


def test_a_device_signed_out_elsewhere_opens_nothing_any_more(hers, lan):
    client = browser_of(lan)
    assert client.get(f"/ho-so/{hers.code}/").status_code == 200
    sessions.end_others(citizen=lan, keep=None, at=NOW)
    assert client.get(f"/ho-so/{hers.code}/").url == STRANGE.format(hers.code)


def test_signing_in_half_way_takes_the_draft_along_with_what_is_proven(office, lan):
    client = browser_of(lan)
    walk = Walk(Client())
    walk.begin()
    walk.post("nguoi-nop", TYPED | {"name": "Nguyễn Thị Gõ Nhầm"})
    client.cookies.update({name: one for name, one in walk.client.cookies.items() if name != "sessionid"})
    page = Walk(client).get("nguoi-nop").content.decode()
    assert "Đã xác thực bởi Tài khoản định danh (VNeID)" in page
    assert 'value="Nguyễn Thị Lan"' in page
    assert walk.get("nguoi-nop").url.startswith("/dang-nhap/")  # whose it is signs in first
    other = browser_of(account(phone="84987654321"))
    other.cookies.update({name: one for name, one in walk.client.cookies.items() if name != "sessionid"})
    assert Walk(other).get("nguoi-nop").url == "/nop-ho-so/2.000815/?chua-co=1"


def test_the_filer_is_filled_in_from_the_account_and_what_is_typed_over_it_counts_for_nothing(office, lan):
    walk = Walk(browser_of(lan))
    walk.begin()
    assert "042165001234" in walk.get("nguoi-nop").content.decode()
    walk.post("nguoi-nop", TYPED | {"name": "Trần Giả", "id_number": "042165009999"})
    walk.post("chu-ho-so", TYPED)
    for slug in ("noi-dung", "giay-to", "nhan-ket-qua"):
        walk.post(slug, walk.answers(slug))
    assert "bằng tài khoản của chính mình" in walk.get("kiem-tra").content.decode()
    walk.send()
    dossier = Dossier.objects.get()
    assert (dossier.account, dossier.own_account) == (lan, "own")
    assert dossier.parties.get(role="filer").id_number == LAN.id_number


def test_filing_for_another_asks_what_one_is_to_them_and_says_so_before_sending(office, lan):
    walk = Walk(browser_of(lan)).up_to("chu-ho-so")
    hers = {key: value for key, value in MOTHER_TYPED.items() if not key.startswith("place_")}
    refused = walk.post("chu-ho-so", hers)
    assert refused.status_code == 422
    assert "Chọn quan hệ của người nộp với chủ hồ sơ." in refused.content.decode()
    assert walk.post("chu-ho-so", hers | {"relation": "other"}).status_code == 422
    walk.post("chu-ho-so", hers | {"relation": "authorised"})
    walk.post("noi-dung", walk.answers("noi-dung"))
    refused = walk.post("giay-to", walk.answers("giay-to"))
    assert "Văn bản ủy quyền" in refused.content.decode()
    walk.post("giay-to", {"tep_0": [cast.photo("uy-quyen.png")], "tiep_tuc": "1"})
    walk.post("nhan-ket-qua", {"method": "office"})
    page = walk.get("kiem-tra").content.decode()
    assert "Ông/Bà đang nộp thay cho Trần Thị Sâm." in page
    assert "uy-quyen.png" in page


def test_a_dossier_comes_to_the_account_by_its_key(office):
    dossier, who = cast.file_online(office, NOW, "2.000815"), account()
    client = browser_of(who)
    typed = {"code": dossier.code.lower(), "key": key_of(dossier)}
    assert client.post("/tai-khoan/ho-so/nhan/", typed).url == "/tai-khoan/ho-so/"
    dossier.refresh_from_db()
    assert (dossier.account, dossier.claimed_at, dossier.own_account) == (who, NOW, "none")
    assert client.get(f"/ho-so/{dossier.code}/sua/").status_code == 200
    line = AuditEntry.objects.get(action="citizen.claim")
    assert (line.actor_id, line.object_id) == (who.pk, str(dossier.pk))


def test_a_wrong_key_claims_nothing_and_meets_the_same_waits(office):
    dossier = cast.file_online(office, NOW, "2.000815")
    client = browser_of(account())
    for _ in range(6):
        answer = client.post("/tai-khoan/ho-so/nhan/", {"code": dossier.code, "key": "AAAA-AAAA"})
    assert answer.status_code == 422
    assert "thử lại sau" in answer.content.decode()
    answer = client.post("/tai-khoan/ho-so/nhan/", {"code": dossier.code, "key": key_of(dossier)})
    assert answer.status_code == 422
    dossier.refresh_from_db()
    assert dossier.account is None


def test_what_was_filed_with_my_number_is_offered_at_the_counter_too(office, lan):
    dossier = cast.take_in(office, NOW, "2.000815")
    client = browser_of(lan)
    assert dossier.code in client.get("/tai-khoan/ho-so/").content.decode()
    assert client.post(f"/tai-khoan/ho-so/{dossier.code}/nhan/").url == "/tai-khoan/ho-so/"
    dossier.refresh_from_db()
    assert dossier.account == lan
    assert "Nhận về tài khoản" not in client.get("/tai-khoan/ho-so/").content.decode()


def test_what_another_filed_is_not_offered_to_its_owner(office, mother):
    dossier = filed(office, None, MOTHER_TYPED, relation="child")
    browser_of(mother).post(f"/tai-khoan/ho-so/{dossier.code}/nhan/")
    dossier.refresh_from_db()
    assert dossier.account is None


def test_the_second_to_claim_is_told_kindly(office):
    dossier = cast.file_online(office, NOW, "2.000815")
    one, other = account(), account(phone="84987654321")
    key = key_of(dossier)
    claim.by_key(citizen=one, code=dossier.code, key=key, address="203.0.113.9", at=NOW)
    with pytest.raises(Conflict, match="tài khoản khác"):
        claim.by_key(citizen=other, code=dossier.code, key=key, address="203.0.113.9", at=NOW)
    again = claim.by_key(citizen=one, code=dossier.code, key=key, address="203.0.113.9", at=NOW)
    assert again.account == one
    assert AuditEntry.objects.filter(action="citizen.claim").count() == 1


def test_who_has_the_key_goes_on_opening_a_claimed_dossier(office, client):
    dossier = cast.file_online(office, NOW, "2.000815")
    key = key_of(dossier)
    claim.by_key(citizen=account(), code=dossier.code, key=key, address="203.0.113.9", at=NOW)
    assert opened(client, dossier).get(f"/ho-so/{dossier.code}/").status_code == 200


def test_one_sent_twice_makes_one_dossier_of_the_account(office, lan):
    draft = filled(office, lan)
    assert submit(draft=draft, at=NOW).dossier == submit(draft=draft, at=NOW).dossier

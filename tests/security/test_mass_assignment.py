"""Fields that no form has, sent all the same: of state, office, rights, account. Nothing of them is taken."""

import pytest
from django.test import Client

from accounts.models import Citizen, Membership, User
from dossiers.models import Dossier, Draft
from dossiers.states import State
from tests.accounts.citizens import code_to
from tests.portal.test_lookup import opened
from tests.portal.walk import Walk
from tests.security.people import Wide
from tests.security.test_walk import fill_in

pytestmark = pytest.mark.django_db
EXTRA = {
    "id": "1", "pk": "1", "state": "done", "channel": "direct", "source": "counter",
    "code": "H42.18172-000000-0001", "receiving_agency": "1", "deciding_agency": "1", "agency_id": "1",
    "received_by": "1", "due_at": "2030-01-01", "key_hash": "x", "is_staff": "1", "is_superuser": "1",
    "is_active": "0", "username": "quantri", "roles": "administrator", "role": "administrator",
    "must_change_password": "0", "proven_at": "2026-01-01", "proven_by": "tôi", "loa": "LoA4",
    "organisation": "1", "citizen": "1", "account": "1", "session": "1", "token_hash": "x",
    "dossier": "1", "expires_at": "2030-01-01", "shared_machine": "", "version": "1",
    "password_set_at": "2030-01-01", "created_at": "2000-01-01",
}  # fmt: skip


def test_a_dossier_that_is_filed_is_what_filing_makes(office, clock):
    clock("2026-11-10 09:00")
    walk = Walk(Client())
    plain = walk.post

    def post(slug, data):
        return plain(slug, EXTRA | data)

    walk.post = post
    fill_in(walk)
    draft = Draft.objects.latest("pk")
    assert walk.send().status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.channel, dossier.source) == (State.NEW, "online", "portal")
    assert dossier.receiving_agency == office.agency
    assert dossier.code != EXTRA["code"]
    assert dossier.received_by is None
    assert dossier.key_hash != "x"
    draft.refresh_from_db()
    assert draft.dossier_id == dossier.pk
    assert draft.expires_at.year == 2026


def test_who_corrects_a_dossier_corrects_their_block_alone(wide: Wide):
    mine, others = wide.other_dossier(), wide.world.dossier
    client = opened(Client(), mine)
    before = Dossier.objects.filter(pk__in=[mine.pk, others.pk]).order_by("pk").values(*KEPT)
    was = list(before)
    page = f"/ho-so/{mine.code}/sua/nguoi-nop/"
    seen = client.get(page).context
    client.post(
        page,
        EXTRA
        | {
            "seen": str(mine.last_seq),
            "name": "Nguyễn Thị Lan Anh",
            "phone": "0912 345 678",
            "id_number": "042165001234",
            "address": "Thôn Hạ",
            "place": "Xã Sơn Tây, tỉnh Hà Tĩnh",
        },
    )
    assert seen
    assert list(before.all()) == was


KEPT = (
    "pk",
    "code",
    "state",
    "channel",
    "source",
    "receiving_agency",
    "deciding_agency",
    "received_by",
    "due_at",
)


def test_a_citizen_changes_a_name_and_nothing_more(wide: Wide):
    who = wide.visitors["citizen"].citizen
    before = Citizen.objects.filter(pk=who.pk).values().get()
    answer = wide.visitors["citizen"].post("/tai-khoan/ho-ten/", EXTRA | {"name": "Nguyễn Thị Lan Anh"})
    assert answer.status_code == 302
    assert Citizen.objects.filter(pk=who.pk).values().get() == before | {"name": "Nguyễn Thị Lan Anh"}


@pytest.mark.parametrize("visitor", ["receiver", "handler", "approver", "administrator"])
def test_an_officer_gives_themselves_no_right(wide: Wide, visitor: str):
    rights = list(Membership.objects.order_by("pk").values())
    kept = ("pk", "username", "is_active", "must_change_password", "full_name")
    people = list(User.objects.order_by("pk").values(*kept))
    for path in (
        "/can-bo/tai-khoan/",
        "/can-bo/co-quan/",
        "/can-bo/doi-mat-khau/",
        "/can-bo/thong-bao/da-doc/",
    ):
        assert wide.visitors[visitor].post(path, EXTRA).status_code in (200, 302, 422), path
    assert list(Membership.objects.order_by("pk").values()) == rights
    assert list(User.objects.order_by("pk").values(*kept)) == people


def test_who_signs_up_is_nobody_in_particular(office, clock):
    clock("2026-11-10 09:00")
    client = Client()
    client.post("/dang-ky/", EXTRA | {"phone": "0905000333"})
    client.post("/dang-nhap/ma/", {"code": code_to("84905000333"), "phone": "0905000444", "id": "1"})
    client.post("/dang-nhap/ho-ten/", EXTRA | {"name": "Lê Thị Hoa", "password": ""})
    made = Citizen.objects.get(phone="84905000333")
    assert (made.proven_at, made.proven_by, made.loa, made.organisation_id) == (None, "", "", None)
    assert made.created_at.year == 2026

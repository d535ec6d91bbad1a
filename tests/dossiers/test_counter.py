"""The counter: filed and received in one breath (law.md R04; domain.md 12, 19, 20)."""

from dataclasses import replace

import pytest

from dossiers.models import Dossier, DossierFact, IssuedForm, PaperPart, Party
from dossiers.people import read_card
from dossiers.services import counter
from dossiers.services.counter import Tick
from dossiers.states import Channel, Clock, Source, State
from kit.errors import Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-02 09:00")


def take_in(office, filing, who="hoa", ticks=None, **more):
    if ticks is None:
        ticks = [Tick(c, originals=1, shown=c.shown_only) for c in filing.version.components.all()]
    return counter.take_in(filing=filing, ticks=ticks, by=office.actor(who), at=MORNING, **more)


def test_a_walk_in_is_received_with_code_line_due_date_and_receipt(office):
    dossier = take_in(office, cast.filing(office))
    assert (dossier.state, dossier.channel, dossier.source) == (State.RECEIVED, "direct", "counter")
    assert dossier.code == "H42.18172-261102-0001"
    assert (dossier.register_book, dossier.register_no) == ("01/2026", 1)
    assert (dossier.submitted_at, dossier.received_at) == (MORNING, MORNING)
    assert IssuedForm.objects.get(dossier=dossier).key == "receipt"
    assert Message.objects.get().template_key == "dossier_accepted"


def test_the_counter_has_no_clock_of_the_answer_and_no_key(office):
    dossier = take_in(office, cast.filing(office))
    assert (dossier.intake_clock, dossier.intake_due_at, dossier.key_hash) == (Clock.OFF, None, "")


def test_a_posted_dossier_needs_its_waybill(office):
    posted = cast.filing(office, channel=Channel.POST, source=Source.POST)
    with pytest.raises(Invalid) as told:
        take_in(office, posted)
    assert set(told.value.errors) == {"waybill"}
    assert take_in(office, replace(posted, waybill="EB1VN")).waybill == "EB1VN"


def test_an_online_dossier_is_not_typed_in_at_the_counter(office):
    with pytest.raises(Invalid) as told:
        take_in(office, cast.filing(office, channel=Channel.ONLINE))
    assert set(told.value.errors) == {"channel"}


def test_what_is_missing_is_named(office):
    filing = cast.filing(office)
    with pytest.raises(Invalid) as told:
        take_in(office, filing, ticks=[])
    missing = filing.version.components.filter(required=True).order_by("ord").first()
    assert missing.name in told.value.errors["components"][0]
    assert not Dossier.objects.exists()


def test_the_ticks_are_kept_as_they_were_made(office):
    filing = cast.filing(office)
    first, *others = filing.version.components.order_by("ord")
    ticks = [Tick(first, originals=2, copies=3), *(Tick(c, originals=1) for c in others)]
    dossier = take_in(office, filing, ticks=ticks)
    part = PaperPart.objects.get(dossier=dossier, component=first)
    assert (part.originals, part.copies, part.shown) == (2, 3, False)


def test_a_scan_counts_as_the_paper(office):
    filing = cast.filing(office)
    files = [(c, stored_photo(MORNING)) for c in filing.version.components.all()]
    dossier = take_in(office, filing, ticks=[], files=files)
    assert dossier.files.count() == len(files)


def test_papers_and_cases_of_another_procedure_are_refused(office):
    filing = cast.filing(office)
    foreign = cast.version("1.004845")
    ticks = [Tick(c, originals=1) for c in (*filing.version.components.all(), foreign.components.first())]
    with pytest.raises(Invalid) as told:
        take_in(office, filing, ticks=ticks)
    assert set(told.value.errors) == {"components"}
    with pytest.raises(Invalid) as told:
        take_in(office, replace(filing, case=foreign.cases.first()))
    assert set(told.value.errors) == {"case"}


@pytest.mark.parametrize("who", ["minh", "khang", "yen", "quantri"])
def test_only_the_counter_takes_in(office, who):
    with pytest.raises(NotAllowed):
        take_in(office, cast.filing(office), who)


def test_people_are_kept_as_they_were(office):
    old = replace(cast.LAN, name="Lê Văn Hải", id_number="183456789", phone="")
    dossier = take_in(office, cast.filing(office, owner=old))
    owner = Party.objects.get(dossier=dossier, role="owner")
    assert (owner.name, owner.name_fold, owner.id_is_old) == ("Lê Văn Hải", "le van hai", True)
    assert dossier.owner_name == "Lê Văn Hải"


def test_a_test_dossier_has_numbers_of_its_own_and_is_never_counted(office):
    tried = take_in(office, cast.filing(office, is_test=True))
    real = take_in(office, cast.filing(office))
    assert (tried.code, real.code) == ("TEST-H42.18172-261102-0001", "H42.18172-261102-0001")
    assert (tried.register_no, real.register_no) == (1, 1)
    assert set(DossierFact.objects.values_list("dossier", flat=True)) == {real.pk}


def test_the_longest_name_fits_everywhere(office):
    longest = replace(cast.LAN, name=("Nguyễn " * 40)[:200].strip(), address="Đ" * 300)
    dossier = take_in(office, cast.filing(office, filer=longest, owner=longest, content="N" * 500))
    assert dossier.owner_name == longest.name


# The QR code of the card, as a hand scanner types it.

CARD = "042165001234|183456789|Nguyễn Thị Lan|01021965|Nữ|Thôn Trung Lưu, Sơn Tây|15042021"


def test_a_card_fills_the_person():
    card = read_card(CARD)
    assert (card.number, card.old_number, card.name) == ("042165001234", "183456789", "Nguyễn Thị Lan")
    assert (str(card.birth_date), card.sex, str(card.issued_on)) == ("1965-02-01", "Nữ", "2021-04-15")


@pytest.mark.parametrize("gone", [1, 6])
def test_a_card_without_old_number_or_day_of_issue_is_read_as_well(gone):
    parts = CARD.split("|")
    parts[gone] = ""
    assert read_card("|".join(parts)).name == "Nguyễn Thị Lan"


@pytest.mark.parametrize(
    "text",
    ["", "https://example.vn/a", "1|2|3", CARD.replace("01021965", "31021965"), CARD.replace("0421", "04x1"),
     CARD.replace("Nguyễn Thị Lan", ""), CARD.replace("01021965", "1/2/1965")],
)  # fmt: skip
def test_what_is_no_card_is_told_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        read_card(text)

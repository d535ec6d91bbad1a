"""A citizen comes in by code or password; what strangers try tells them nothing and costs little."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.citizens import codes, enter, profile, quota, secret, sessions
from accounts.citizens.devices import say
from accounts.models import Citizen, CitizenSession, OneTimeCode
from audit.models import AuditEntry
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from tests.accounts.citizens import AN, ELSEWHERE, HOME, LAN, NOW, SECRET, asked, code_to, enrolled
from tests.tables import stored

pytestmark = pytest.mark.django_db
Way = CitizenSession.Way


@pytest.fixture
def lan(office) -> Citizen:
    return enrolled(password=SECRET)


def signed_in(citizen: Citizen, way: str = Way.PASSWORD, moment=NOW) -> CitizenSession:
    return sessions.begin(citizen=citizen, way=way, device="Chrome", address=HOME, at=moment)


def by_password(phone: str, password: str, *, origin: str = HOME, moment=NOW) -> Citizen:
    return enter.by_password(phone=phone, password=password, origin=origin, at=moment)


def test_signing_up_takes_the_code_of_the_number_and_a_name(office):
    lan = enrolled()
    assert (lan.phone, lan.name, lan.password, lan.proven_at) == (LAN, "Nguyễn Thị Lan", "", None)
    later = NOW + timedelta(days=2)
    row = asked(moment=later)
    assert enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=later) == lan


def test_the_code_lies_nowhere_in_clear(office):
    row = asked()
    digits = code_to(LAN)
    assert len(digits) == 6
    assert digits not in row.code_hash
    kept = [stored(Message, name) for name in ("secret_values", "values", "text")]
    assert digits not in str(kept) + str(list(AuditEntry.objects.values()))


def test_a_code_opens_once(office):
    row = asked()
    enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=NOW)
    with pytest.raises(NotAllowed, match="đã được dùng"):
        enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=NOW)


def test_a_code_ends_after_its_minutes(office, settings):
    row = asked()
    late = NOW + timedelta(minutes=settings.CODE_MINUTES)
    with pytest.raises(NotAllowed, match="hết hạn"):
        enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=late)


def test_a_code_ends_after_its_tries(office, settings):
    row, right = asked(), code_to(LAN)
    wrong = "000000" if right != "000000" else "000001"
    for left in range(settings.CODE_TRIES - 1, 0, -1):
        with pytest.raises(NotAllowed, match=f"còn {left} lần thử"):
            enter.by_code(code_id=row.pk, typed=wrong, origin=HOME, at=NOW)
    for typed in (wrong, right):
        with pytest.raises(NotAllowed, match="Ông/Bà lấy mã mới"):
            enter.by_code(code_id=row.pk, typed=typed, origin=HOME, at=NOW)


def test_another_browsers_code_does_not_open_mine(office):
    mine = asked()
    theirs = asked(origin=ELSEWHERE)
    with pytest.raises(NotAllowed, match="Mã chưa đúng"):
        enter.by_code(code_id=mine.pk, typed=_other(mine, theirs), origin=HOME, at=NOW)


def _other(mine: OneTimeCode, theirs: OneTimeCode) -> str:
    """The digits of the second code, when they are not by chance those of the first."""
    digits = code_to(LAN)
    return digits if mine.code_hash != theirs.code_hash else str((int(digits) + 1) % 10**6).zfill(6)


def test_codes_for_one_number_come_slower_and_slower(office):
    for _ in range(4):
        asked()
    with pytest.raises(NotAllowed) as refusal:
        asked(origin=ELSEWHERE)
    assert refusal.value.code == "wait"
    asked(moment=NOW + timedelta(seconds=31))


@pytest.mark.parametrize(
    ("cap", "ask"),
    [
        ("CODES_PER_NUMBER_A_DAY", lambda n, moment: asked(moment=moment)),
        ("CODES_PER_ADDRESS_A_DAY", lambda n, moment: asked(f"8491200000{n}", moment)),
        ("CODES_A_DAY", lambda n, moment: asked(f"8491200000{n}", moment, f"192.0.2.{n}")),
    ],
)
def test_a_cap_holds_for_the_day_and_is_forgotten_the_next(office, settings, cap, ask):
    setattr(settings, cap, 2)
    ask(1, NOW)
    ask(2, NOW)
    sent = Message.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        ask(3, NOW)
    assert refusal.value.code == "quota"
    assert Message.objects.count() == sent
    ask(4, NOW + timedelta(days=1))


def test_a_refused_code_takes_no_slot_of_the_other_caps(office, settings):
    settings.CODES_PER_NUMBER_A_DAY, settings.CODES_A_DAY = 1, 2
    asked()
    with pytest.raises(NotAllowed):
        asked()
    asked(AN)


def test_password_opens_and_a_wrong_one_does_not_tell_why(lan):
    assert by_password(LAN, SECRET) == lan
    enrolled(AN, "Trần An")
    for phone, password in ((LAN, "sai"), (AN, SECRET), ("84900000000", SECRET)):
        with pytest.raises(NotAllowed) as refusal:
            by_password(phone, password)
        assert refusal.value.message == enter.WRONG


def test_known_and_unknown_numbers_are_the_same_work(lan):
    def statements(phone: str) -> list[str]:
        with (
            CaptureQueriesContext(
                connection,
            ) as log,
            pytest.raises(NotAllowed),
        ):
            by_password(phone, "sai", origin=f"192.0.2.{int(phone) % 200}")
        return [query["sql"].split(" ")[0] for query in log.captured_queries]

    assert statements(LAN) == statements("84900000000")
    lines = AuditEntry.objects.filter(action="citizen.failed").values(
        "object_id", "summary", "data", "actor_id"
    )
    assert len({str(line) for line in lines}) == 1


def test_asking_for_a_code_is_the_same_work_for_known_and_unknown(lan):
    def statements(phone: str) -> list[str]:
        with CaptureQueriesContext(connection) as log:
            asked(phone, NOW + timedelta(hours=1), origin=f"192.0.2.{int(phone) % 200}")
        return [query["sql"].split(" ")[0] for query in log.captured_queries]

    asked("84900000000", origin="192.0.2.99")  # both have asked once before
    assert statements(LAN) == statements("84900000000")


def test_guessing_passwords_meets_a_wait_that_a_code_goes_past(lan):
    for n in range(4):
        with pytest.raises(NotAllowed):
            by_password(LAN, "sai", origin=f"192.0.2.{n}")
    with pytest.raises(NotAllowed) as refusal:
        by_password(LAN, SECRET, origin=ELSEWHERE)
    assert refusal.value.code == "wait"
    row = asked(moment=NOW + timedelta(minutes=1))
    assert (
        enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=NOW + timedelta(minutes=1)) == lan
    )
    assert by_password(LAN, SECRET, moment=NOW + timedelta(minutes=1)) == lan


def test_an_address_that_guesses_over_many_numbers_meets_a_wait(lan, settings):
    settings.THROTTLE_FREE_PER_ADDRESS = 2
    for n in range(3):
        with pytest.raises(NotAllowed):
            by_password(f"8491200000{n}", "sai")
    with pytest.raises(NotAllowed) as refusal:
        by_password(LAN, SECRET)
    assert refusal.value.code == "wait"
    assert by_password(LAN, SECRET, origin=ELSEWHERE) == lan


def test_a_busy_address_is_asked_for_a_proof(office, settings):
    for n in range(settings.CAPTCHA_AFTER):
        assert not quota.is_busy(address=HOME, at=NOW)
        asked(f"8491200000{n}")
    assert quota.is_busy(address=HOME, at=NOW)
    assert not quota.is_busy(address=ELSEWHERE, at=NOW)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "12"}, "name"),
        ({"password": "ngan"}, "password"),
        ({"password": "Aa#0912345678xyz"}, "password"),
    ],
)
def test_what_can_not_be_names_its_field(office, typed, field):
    row = asked()
    enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=NOW)
    with pytest.raises(Invalid) as refusal:
        enter.sign_up(code_id=row.pk, at=NOW, **{"name": "Lan", "password": ""} | typed)
    assert list(refusal.value.errors) == [field]
    assert not Citizen.objects.exists()


def test_signing_up_needs_a_code_that_was_used_a_moment_ago(office):
    row = asked()
    with pytest.raises(NotAllowed):
        enter.sign_up(code_id=row.pk, name="Lan", password="", at=NOW)
    enter.by_code(code_id=row.pk, typed=code_to(LAN), origin=HOME, at=NOW)
    with pytest.raises(NotAllowed):
        enter.sign_up(code_id=row.pk, name="Lan", password="", at=NOW + timedelta(minutes=31))


def test_who_forgot_the_password_comes_in_by_code_and_sets_another(lan):
    other = signed_in(lan)
    here = signed_in(lan, Way.CODE)
    assert not secret.needs_old(here)
    secret.change(session=here, old="", new="Mua-gat#2027-som", at=NOW)
    assert by_password(LAN, "Mua-gat#2027-som") == lan
    assert list(sessions.of(lan, NOW)) == [here]
    assert other not in sessions.of(lan, NOW)


def test_who_came_in_by_password_shows_it_again_to_change_it(lan):
    here = signed_in(lan)
    with pytest.raises(Invalid) as refusal:
        secret.change(session=here, old="sai", new="Mua-gat#2027-som", at=NOW)
    assert list(refusal.value.errors) == ["old"]
    secret.change(session=here, old=SECRET, new="Mua-gat#2027-som", at=NOW)


def test_another_phone_takes_its_code_and_the_old_one_is_told(lan):
    here, other = signed_in(lan), signed_in(lan)
    row = profile.ask_phone(session=here, phone=AN, password=SECRET, origin=HOME, at=NOW)
    profile.change_phone(session=here, code_id=row.pk, typed=code_to(AN), origin=HOME, at=NOW)
    lan.refresh_from_db()
    assert lan.phone == AN
    assert Message.objects.get(address=LAN, template_key="citizen_phone_changed").values["to"] == "****321"
    assert other not in sessions.of(lan, NOW)


def test_another_accounts_number_is_refused_only_to_who_holds_it(lan):
    enrolled(AN, "Trần An")
    here = signed_in(lan)
    row = profile.ask_phone(
        session=here, phone=AN, password=SECRET, origin=ELSEWHERE, at=NOW + timedelta(hours=1)
    )
    with pytest.raises(Conflict, match="một tài khoản khác"):
        profile.change_phone(
            session=here, code_id=row.pk, typed=code_to(AN), origin=HOME, at=NOW + timedelta(hours=1)
        )
    assert Citizen.objects.get(pk=lan.pk).phone == LAN


def test_a_code_for_one_thing_does_not_do_another(lan):
    here = signed_in(lan)
    entering = asked(moment=NOW + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        profile.change_phone(
            session=here, code_id=entering.pk, typed=code_to(LAN), origin=HOME, at=NOW + timedelta(hours=1)
        )


def test_a_mail_box_is_kept_once_it_has_answered(lan):
    here = signed_in(lan)
    row = profile.ask_email(session=here, email="lan@hopthu.example", origin=HOME, at=NOW)
    assert Citizen.objects.get(pk=lan.pk).email == ""
    digits = code_to("lan@hopthu.example")
    profile.change_email(session=here, code_id=row.pk, typed=digits, origin=HOME, at=NOW)
    assert Citizen.objects.get(pk=lan.pk).email == "lan@hopthu.example"


def test_sessions_are_listed_ended_and_left_alone(lan, settings):
    phone, desk = signed_in(lan, Way.CODE), signed_in(lan)
    stranger = signed_in(enrolled(AN, "Trần An"))
    assert list(sessions.of(lan, NOW)) == [desk, phone]
    with pytest.raises(Conflict):
        sessions.end(citizen=lan, pk=stranger.pk, at=NOW)
    sessions.end(citizen=lan, pk=phone.pk, at=NOW)
    assert sessions.find(pk=phone.pk, citizen_id=lan.pk, at=NOW) is None
    with pytest.raises(Conflict):
        sessions.end(citizen=lan, pk=phone.pk, at=NOW)
    idle = NOW + timedelta(minutes=settings.CITIZEN_IDLE_MINUTES)
    assert sessions.find(pk=desk.pk, citizen_id=lan.pk, at=idle) is None


def test_old_traces_are_forgotten(lan):
    signed_in(lan)
    later = NOW + timedelta(days=100)
    assert codes.prune(at=later) == 1
    assert quota.prune(at=later) == 3
    assert sessions.prune(at=later) == 1


def test_the_book_has_no_number_and_no_name(lan):
    signed_in(lan)
    lines = AuditEntry.objects.filter(action__startswith="citizen.")
    assert {line.action for line in lines} == {"citizen.code", "citizen.create", "citizen.in"}
    assert not {word for word in (LAN, "0912", "Nguyễn Thị Lan") if word in str(list(lines.values()))}


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/130 Safari/537",
            "Chrome trên điện thoại Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Version/18 Safari/604", "Safari trên iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge trên máy tính Windows"),
        ("", "Trình duyệt trên thiết bị khác"),
    ],
)
def test_a_device_in_words(agent, words):
    assert say(agent) == words

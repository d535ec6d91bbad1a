"""The owner of a dossier that another filed: told once by text message, may object, is answered (ADR 0022).

Whoever has the code of that message says it for the owner, and so does the owner's own proven account. The
dossier goes on meanwhile: stopping it is the officer's decision.
"""

from datetime import datetime, timedelta
from urllib.parse import quote

from django.db import transaction

from accounts import notices, throttle
from accounts.citizens.book import actor_of
from accounts.models import Citizen, User
from accounts.notices import Word
from accounts.permissions import Permission
from audit.services import record
from dossiers.models import Dossier, Objection, Party
from dossiers.people import Person
from dossiers.selectors.acting import is_same
from dossiers.services.keys import new_key
from dossiers.services.officers import Hearers, dossier_path
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import Objecting, Source
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import DomainError, Invalid
from kit.links import absolute
from kit.phone import is_mobile
from kit.secrets import keyed_hash, keyed_hashes, same
from notifications.models import Message
from notifications.services import enqueue

LASTS = timedelta(days=30)
SCOPE = "objection"
SCOPE_ADDRESS = f"{SCOPE}.address"
OWNER = Actor.citizen("Chủ hồ sơ")
STRANGER = Actor.citizen("Người chưa có mã")
PLACE = "y-kien-chu-ho-so"  # of the dossier's page at the desk
LONGEST = 1000
WRONG = (
    "Mã hồ sơ hoặc mã trong tin nhắn chưa đúng, đã được dùng hoặc đã hết hạn. Ông/Bà kiểm tra lại tin nhắn, "
    "hoặc gọi Bộ phận Một cửa."
)


def begin(*, dossier: Dossier, filer: Person, owner: Person, at: datetime) -> None:
    """Filed for another: the owner may object from now on, and is told where a telephone of theirs is known.

    In the transaction of the filing, before its event is written; the caller saves the dossier.
    """
    if not is_same(filer, owner):
        dossier.objecting = Objecting.POSSIBLE
        Objection.objects.create(dossier=dossier)
        tell_owner(dossier=dossier, at=at)


def owner_is_another(*, dossier: Dossier, at: datetime) -> None:
    """After owner or filer were corrected: a new owner is told, and one who is the filer need not be."""
    row = Objection.objects.filter(dossier=dossier).first()
    if dossier.source != Source.PORTAL or (row and row.objected_at):
        return
    other = _is_for_another(dossier)
    _set(dossier, Objecting.POSSIBLE if other else Objecting.NONE)
    if row is None and other:
        Objection.objects.create(dossier=dossier)
    if other:
        tell_owner(dossier=dossier, at=at)


def tell_owner(*, dossier: Dossier, at: datetime) -> None:
    """One text message to the owner: code, office, a way to object; no name and nothing that was declared.

    Each person and number once. Nothing to a number that the filer gave as their own too: it would tell the
    filer alone.
    """
    people = {party.role: party for party in dossier.parties.all()}
    owner, filer = people[Party.Role.OWNER], people[Party.Role.FILER]
    once = f"{dossier.code}:owner_told:{owner.id_index[:16]}:{owner.phone}"
    if not owner.phone or not is_mobile(owner.phone) or owner.phone == filer.phone:
        once = ""
    rows = Objection.objects.filter(dossier=dossier)
    rows.exclude(told_as=once).update(key_hash="", told_at=None, expires_at=None, told_as="")
    if not once or Message.objects.filter(dedupe_key=once).exists():
        return
    key = new_key()
    rows.update(key_hash=_hash(dossier.code, key), told_at=at, expires_at=at + LASTS, told_as=once)
    enqueue(
        channel=Message.Channel.SMS, address=owner.phone, template_key="owner_told", at=at,
        values={"agency": dossier.receiving_agency.committee, "code": dossier.code,
                "link": absolute(f"/ho-so/{quote(dossier.code)}/phan-doi/")},
        secret_values={"key": key}, dedupe_key=once, reference=dossier.code,
    )  # fmt: skip


def by_key(*, code: str, key: str, reason: str, address: str, at: datetime) -> Dossier:
    """The owner objects with the code of their message; it is used up.

    Raises DomainError: "wait" after wrong codes, "wrong" whatever is not right about code or key, and
    Conflict where the dossier is over. Wrong codes meet growing waits, per dossier and per address.
    """
    counters = ((SCOPE, code.strip().upper()), (SCOPE_ADDRESS, throttle.address_key(address)))
    with transaction.atomic():
        problem, row = _try(counters, code, key, at)
    if problem or row is None:
        raise problem or DomainError(WRONG, code="wrong")
    return _object(row.dossier, OWNER, reason, at)


def by_account(*, dossier: Dossier, citizen: Citizen, reason: str, at: datetime) -> Dossier:
    """The owner objects from their own proven account; the caller has asked whether it is theirs."""
    return _object(dossier, actor_of(citizen), reason, at)


@transaction.atomic
def answer(
    *, dossier: Dossier, by: Actor, at: datetime, decision: str, note: str, seen: int | None = None
) -> Dossier:
    """The officer says what becomes of it; filer and owner are told the words.

    Stopping, refusing and the like are done by their own buttons, which ask for their own rights.
    Raises Invalid ("note", "decision"), Conflict, NotAllowed.
    """
    move = open_move(
        dossier=dossier, action=Action.ANSWER_OBJECTION, by=by, at=at, seen=seen, note=note
    )  # fmt: skip
    if decision not in Objection.Decision.values:
        raise Invalid({"decision": ["Chọn hướng xử lý."]})
    row = Objection.objects.get(dossier=move.dossier)
    row.answered_at, row.answered_by, row.answered_by_name = move.at, move.user, move.hand
    row.decision, row.answer = decision, note.strip()
    row.save()
    move.dossier.objecting = Objecting.ANSWERED
    move.data = {"decision": decision}
    words = f"{row.get_decision_display()}: {row.answer}"
    close_move(move, note=note, public_text=words)
    _tell_answer(move, words)
    return move.dossier


@transaction.atomic
def _object(dossier: Dossier, by: Actor, reason: str, at: datetime) -> Dossier:
    move = open_move(dossier=dossier, action=Action.OBJECT, by=by, at=at, note=reason)
    said = reason.strip()[:LONGEST]
    Objection.objects.filter(dossier=move.dossier).update(objected_at=move.at, reason=said, key_hash="")
    move.dossier.objecting = Objecting.OPEN
    close_move(move, note=said)
    notices.tell(words=_words(move), at=move.at)
    return move.dossier


def _words(move: Move) -> list[Word]:
    """Who has the step hears of it; before reception everybody who may receive."""
    hearers, dossier = Hearers(local_date(move.at)), move.dossier
    office = move.run.leg.agency if move.run else dossier.receiving_agency
    told: list[User] = hearers.of_run(move.run) if move.run else hearers.may(Permission.RECEIVE, office)
    return [
        Word(
            officer, office, "officer_objected", {"code": dossier.code},
            once=f"officer_objected:{dossier.pk}:{officer.pk}", path=dossier_path(dossier.code, PLACE),
            reference=dossier.code,
        )
        for officer in dict.fromkeys(told)
    ]  # fmt: skip


def _tell_answer(move: Move, words: str) -> None:
    owner = move.dossier.parties.get(role=Party.Role.OWNER)
    if owner.phone and is_mobile(owner.phone):
        enqueue(
            channel=Message.Channel.SMS, address=owner.phone, template_key="objection_answered", at=move.at,
            values={"agency": move.dossier.receiving_agency.committee, "code": move.dossier.code,
                    "answer": words},
            dedupe_key=f"{move.dossier.code}:objection_answered", reference=move.dossier.code,
        )  # fmt: skip


def _try(
    counters: tuple[tuple[str, str], ...], code: str, key: str, at: datetime
) -> tuple[DomainError | None, Objection | None]:
    """One transaction holds the locks of the throttle from the question to the count."""
    wait = max((throttle.check(scope, who, at=at) for scope, who in counters), key=lambda one: one.seconds)
    if wait:
        said = f"Mã đã nhập sai nhiều lần. Ông/Bà vui lòng thử lại sau {wait.words}."
        return DomainError(said, code="wait"), None
    rows = Objection.objects.filter(dossier__code=code.strip().upper(), expires_at__gt=at)
    row = rows.select_related("dossier").first()
    hashes = _hashes(code, key)
    if row is not None and row.key_hash and any(same(row.key_hash, one) for one in hashes):
        throttle.succeeded(*counters[0])
        return None, row
    for scope, who in counters:
        throttle.failed(scope, who, at=at)
    record(
        action="key.failed", by=STRANGER, at=at, object_type="dossier",
        object_id=row.dossier_id if row else "", summary="Nhập mã của chủ hồ sơ chưa đúng",
    )  # fmt: skip
    return DomainError(WRONG, code="wrong"), None


def _is_for_another(dossier: Dossier) -> bool:
    people = {party.role: party for party in dossier.parties.all()}
    return not is_same(people[Party.Role.FILER], people[Party.Role.OWNER])


def _set(dossier: Dossier, objecting: Objecting) -> None:
    if dossier.objecting != objecting:
        dossier.objecting = objecting
        dossier.save(update_fields=["objecting"])


def _plain(code: str, key: str) -> str:
    return f"{code.strip().upper()}:{''.join(sign for sign in key.upper() if sign.isalnum())}"


def _hash(code: str, key: str) -> str:
    return keyed_hash(_plain(code, key), purpose="objection")


def _hashes(code: str, key: str) -> list[str]:
    return keyed_hashes(_plain(code, key), purpose="objection")

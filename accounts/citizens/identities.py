"""From a proven identity to an account: known, joined because the proven number is the same, or new.

Never by phone, e-mail or name: those prove nothing (facts: OpenCPS links the same way). The account's owner
may join an identity while signed in; a number that another account has proven is never taken over.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.citizens.book import note
from accounts.models import Citizen, ExternalIdentity, IdentityProvider, Organisation
from accounts.oidc.contract import Proof
from kit.errors import Conflict

log = logging.getLogger(__name__)
Basis = ExternalIdentity.Basis
ELSEWHERE = (
    "Tài khoản định danh này đã gắn với một tài khoản khác. Ông/Bà đăng xuất, rồi đăng nhập bằng "
    "tài khoản định danh để dùng tài khoản đó."
)
OTHER_PERSON = "Tài khoản này đã xác thực với một số định danh khác nên không liên kết được."
NOT_A_PERSON = (
    "Chỉ liên kết được tài khoản định danh của cá nhân. Tổ chức đăng nhập bằng tài khoản của tổ chức."
)


def enter(*, provider: IdentityProvider, proof: Proof, at: datetime) -> Citizen:
    """The account of whom the provider vouches for, opened where there is none; two at once get one."""
    try:
        return _enter(provider, proof, at)
    except IntegrityError:
        return _enter(provider, proof, at)  # the other was first: now it is found


def join(*, provider: IdentityProvider, proof: Proof, citizen: Citizen, at: datetime) -> Citizen:
    """The signed-in citizen asks to be proven by this identity. Raises Conflict; then nothing is joined."""
    if not proof.is_person or citizen.is_organisation:
        raise Conflict(NOT_A_PERSON, "not_a_person")
    known = _known(provider, proof)
    if known is not None and known.citizen_id != citizen.pk:
        raise Conflict(ELSEWHERE, "identity_elsewhere")
    if proof.id_number and citizen.id_number and citizen.id_number != proof.id_number:
        raise Conflict(OTHER_PERSON, "other_person")
    if _is_anothers(proof.id_number, citizen):
        raise Conflict(ELSEWHERE, "number_elsewhere")
    try:
        with transaction.atomic():
            return _use(known, at, proof) if known else _link(provider, proof, citizen, Basis.ASKED, at)
    except IntegrityError as error:
        raise Conflict(ELSEWHERE, "identity_elsewhere") from error


@transaction.atomic
def _enter(provider: IdentityProvider, proof: Proof, at: datetime) -> Citizen:
    known = _known(provider, proof)
    if known is not None:
        return _use(known, at, proof)
    found = _same_person(proof) if proof.is_person else _same_organisation(proof)
    if found is not None:
        return _link(provider, proof, found, Basis.SAME_ID, at)
    fresh = _person(proof, at) if proof.is_person else _organisation(provider, proof, at)
    note("citizen.create", fresh, at, "Mở tài khoản bằng tài khoản định danh.")
    return _link(provider, proof, fresh, Basis.CREATED, at)


def _known(provider: IdentityProvider, proof: Proof) -> ExternalIdentity | None:
    rows = ExternalIdentity.objects.select_related("citizen", "provider")
    return rows.filter(provider=provider, subject=proof.subject).first()


def _use(identity: ExternalIdentity, at: datetime, proof: Proof) -> Citizen:
    ExternalIdentity.objects.filter(pk=identity.pk).update(used_at=at, claims=proof.kept)
    _prove(identity.citizen, identity.provider, proof, at)
    return identity.citizen


def _link(provider: IdentityProvider, proof: Proof, citizen: Citizen, basis: str, at: datetime) -> Citizen:
    ExternalIdentity.objects.create(
        provider=provider, subject=proof.subject, citizen=citizen, basis=basis, claims=proof.kept,
        linked_at=at, used_at=at,
    )  # fmt: skip
    _prove(citizen, provider, proof, at)
    note("citizen.identity", citizen, at, "Liên kết tài khoản định danh.", data={"basis": str(basis)})
    return citizen


def _prove(citizen: Citizen, provider: IdentityProvider, proof: Proof, at: datetime) -> None:
    """What the provider said last is what is proven; a number of another account stays where it is."""
    if not proof.is_person or citizen.is_organisation:
        return
    if proof.id_number and proof.id_number != citizen.id_number:
        if _is_anothers(proof.id_number, citizen):
            log.warning("identity: a proven number belongs to another account", extra={"citizen": citizen.pk})
            return
        citizen.id_number = proof.id_number
    citizen.name, citizen.loa = proof.name, proof.loa
    citizen.proven_at, citizen.proven_by = at, provider.title
    citizen.save(update_fields=["name", "id_number", "id_index", "loa", "proven_at", "proven_by"])


def _same_person(proof: Proof) -> Citizen | None:
    wanted = proof.id_number
    return Citizen.objects.filter(id_index__whole=wanted).first() if wanted else None


def _is_anothers(id_number: str, citizen: Citizen) -> bool:
    """Has another account proven this number already?"""
    others = Citizen.objects.exclude(pk=citizen.pk)
    return bool(id_number) and others.filter(id_index__whole=id_number).exists()


def _same_organisation(proof: Proof) -> Citizen | None:
    return Citizen.objects.filter(organisation__tax_code=proof.tax_code).first()


def _person(proof: Proof, at: datetime) -> Citizen:
    return Citizen.objects.create(name=proof.name, created_at=at)


def _organisation(provider: IdentityProvider, proof: Proof, at: datetime) -> Citizen:
    organisation, _ = Organisation.objects.get_or_create(
        tax_code=proof.tax_code,
        defaults={"name": proof.organisation, "proven_at": at, "proven_by": provider.title},
    )
    return Citizen.objects.create(name=proof.organisation[:200], organisation=organisation, created_at=at)

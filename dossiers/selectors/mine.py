"""A citizen's dossiers: those of the account, and those whose owner they are by a proven number."""

from django.db.models import Q, QuerySet

from accounts.models import Citizen
from dossiers.models import Dossier, Party
from dossiers.states import CLOSED


def of(citizen: Citizen) -> QuerySet[Dossier]:
    """All of them, the newest first, with what a line of the list says; nothing that was declared."""
    rows = Dossier.objects.filter(_mine(citizen)).select_related("version", "deciding_agency")
    return rows.defer("answers").order_by("-submitted_at", "-pk")


def under_way(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those that still ask something of somebody, if only to fetch the result."""
    return rows.exclude(state__in=sorted(CLOSED))


def ended(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those that are over."""
    return rows.filter(state__in=sorted(CLOSED))


def to_claim(citizen: Citizen) -> QuerySet[Dossier]:
    """Filed by who has the citizen's proven number, without an account. No query without such a number."""
    if not citizen.id_number:
        return Dossier.objects.none()
    filed = Party.objects.filter(role=Party.Role.FILER, id_index__whole=citizen.id_number)
    rows = Dossier.objects.filter(account__isnull=True, pk__in=filed.values("dossier_id"))
    return rows.select_related("version").defer("answers").order_by("-submitted_at", "-pk")


def is_filers(citizen: Citizen, dossier: Dossier) -> bool:
    """Does the dossier belong to this account: who filed it, or claimed it?"""
    return dossier.account_id == citizen.pk


def is_owners(citizen: Citizen, dossier: Dossier) -> bool:
    """Is the dossier about this very person, or this organisation? One query, where it can be."""
    if citizen.organisation_id is not None:
        return citizen.organisation_id == dossier.organisation_id
    if not citizen.id_number:
        return False
    owner = dossier.parties.filter(role=Party.Role.OWNER, id_index__whole=citizen.id_number)
    return owner.exists()


def _mine(citizen: Citizen) -> Q:
    own = Q(account=citizen)
    if citizen.organisation_id is not None:
        return own | Q(organisation=citizen.organisation_id)
    if not citizen.id_number:
        return own
    owned = Party.objects.filter(role=Party.Role.OWNER, id_index__whole=citizen.id_number)
    return own | Q(pk__in=owned.values("dossier_id"))

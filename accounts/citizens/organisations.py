"""Who acts for an organisation: invited by phone, joined, left. Its own account and its managers decide."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.citizens import quota
from accounts.citizens.book import note
from accounts.models import Citizen, Organisation, OrganisationMember
from kit.errors import Conflict, Invalid, NotAllowed
from kit.links import absolute
from notifications.models import Message
from notifications.services import enqueue

ACCOUNT_PATH = "/tai-khoan/"
GONE = "Lời mời này đã được trả lời hoặc đã thu hồi trước đó."
LEFT = "Người này đã thôi tham gia trước đó."


@dataclass(frozen=True)
class Standing:
    """A citizen in an organisation: whether they manage it, and their seat (None: its own account)."""

    organisation: Organisation
    manages: bool
    seat: OrganisationMember | None


def open_seats() -> QuerySet[OrganisationMember]:
    """Seats that nobody has ended, in the order of their invitations."""
    return OrganisationMember.objects.filter(ended_at__isnull=True).order_by("invited_at", "pk")


def standings(citizen: Citizen) -> list[Standing]:
    """The organisations for which the citizen acts. At most two queries."""
    if citizen.organisation is not None:
        return [Standing(citizen.organisation, True, None)]
    seats = open_seats().filter(citizen=citizen).select_related("organisation")
    managing = OrganisationMember.Role.MANAGER
    return [Standing(seat.organisation, seat.role == managing, seat) for seat in seats]


def people(organisations: list[Organisation]) -> dict[int, list[OrganisationMember]]:
    """Members and open invitations of each. One query; none for none."""
    found: dict[int, list[OrganisationMember]] = {one.pk: [] for one in organisations}
    if found:
        for seat in open_seats().filter(organisation__in=found).select_related("citizen"):
            found[seat.organisation_id].append(seat)
    return found


def invitations(citizen: Citizen) -> list[OrganisationMember]:
    """What the citizen's confirmed number is invited to. One query; none without a number."""
    if not citizen.phone or citizen.is_organisation:
        return []
    waiting = open_seats().filter(phone=citizen.phone, citizen__isnull=True)
    return list(waiting.select_related("organisation"))


def standing(citizen: Citizen, organisation_id: int) -> Standing | None:
    """How the citizen stands in this one organisation; None where they have nothing to do with it."""
    found = (one for one in standings(citizen) if one.organisation.pk == organisation_id)
    return next(found, None)


def invite(
    *, citizen: Citizen, organisation_id: int, phone: str, role: str, origin: str, at: datetime
) -> OrganisationMember:
    """Ask whoever has this number to join. It is not looked up whether the number has an account.

    Raises NotAllowed for who does not manage it or has invited too many today, Invalid ("role"), Conflict.
    """
    organisation = _managed(citizen, organisation_id).organisation
    if role not in OrganisationMember.Role.values:
        raise Invalid({"role": ["Chọn vai trò trong danh sách."]})
    seat = OrganisationMember(
        organisation=organisation, phone=phone, role=role, invited_by=citizen, invited_at=at
    )
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
            quota.spend(number=phone, address=origin, at=at)
            _tell(seat, at)
            note("citizen.invite", citizen, at, "Mời tham gia tài khoản tổ chức.", data=_of(seat))
    except IntegrityError as error:
        raise Conflict("Số này đã được mời hoặc đã tham gia tổ chức.", "invited") from error
    return seat


def answer(*, citizen: Citizen, seat_id: int, accept: bool, at: datetime) -> OrganisationMember:
    """Take the seat or decline it; only whose confirmed number was invited. Raises Conflict."""
    mine = Q(pk=seat_id, phone=citizen.phone, citizen__isnull=True, ended_at__isnull=True)
    waiting = OrganisationMember.objects.exclude(phone="").filter(mine)
    if citizen.is_organisation:
        waiting = waiting.none()
    values = {"citizen": citizen, "joined_at": at} if accept else {"ended_at": at}
    try:
        with transaction.atomic():
            if not waiting.update(**values):
                raise Conflict(GONE, "invitation_gone")
            seat = OrganisationMember.objects.select_related("organisation").get(pk=seat_id)
            words = "Tham gia tài khoản tổ chức." if accept else "Từ chối lời mời của tổ chức."
            note("citizen.join" if accept else "citizen.decline", citizen, at, words, data=_of(seat))
    except IntegrityError as error:
        raise Conflict("Ông/Bà đã tham gia tổ chức này bằng một số khác.", "joined") from error
    return seat


def end(*, citizen: Citizen, seat_id: int, at: datetime) -> OrganisationMember:
    """A manager takes a seat or an invitation back, or a member leaves. Raises NotAllowed, Conflict."""
    seat = OrganisationMember.objects.select_related("organisation").filter(pk=seat_id).first()
    if seat is None:
        raise Conflict(LEFT, "seat_ended")
    if seat.citizen_id != citizen.pk:
        _managed(citizen, seat.organisation_id)
    with transaction.atomic():
        if not OrganisationMember.objects.filter(pk=seat_id, ended_at__isnull=True).update(ended_at=at):
            raise Conflict(LEFT, "seat_ended")
        note("citizen.leave", citizen, at, "Thôi tham gia tài khoản tổ chức.", data=_of(seat))
    return seat


def _managed(citizen: Citizen, organisation_id: int) -> Standing:
    found = standing(citizen, organisation_id)
    if found is None or not found.manages:
        raise NotAllowed("Ông/Bà không quản lý tổ chức này.", "not_manager")
    return found


def _of(seat: OrganisationMember) -> dict[str, str | int]:
    return {"organisation": seat.organisation_id, "seat": seat.pk, "role": seat.role}


def _tell(seat: OrganisationMember, at: datetime) -> None:
    enqueue(
        channel=Message.Channel.SMS, address=seat.phone, template_key="organisation_invite", at=at,
        values={"organisation": seat.organisation.name, "link": absolute(ACCOUNT_PATH)},
        dedupe_key=f"organisation-invite:{seat.pk}",
    )  # fmt: skip

"""Taking the product into use at another office: somebody has to administer it from the first minute."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import grant
from agencies.models import Agency
from agencies.services import activate_agency
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict


@transaction.atomic
def take_into_use(
    *, agency: Agency, id_code: str, units: Mapping[str, str], administrator: User, by: Actor, at: datetime
) -> Agency:
    """The office works with the product from now on, administered by `administrator` until others are.

    Raises Conflict where it does already, and what `activate_agency` raises.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if agency.uses_product:
        raise Conflict(f"{agency.name} đang dùng hệ thống.", "in_use")
    activate_agency(agency=agency, id_code=id_code, units=units, by=by, at=at)
    grant(user=administrator, agency=agency, role="administrator", valid_from=local_date(at), by=by, at=at)
    return agency

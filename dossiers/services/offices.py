"""Closing a unit: only where no dossier, officer or procedure waits for it."""

from datetime import date, datetime

from django.db import transaction

from agencies import services
from agencies.models import Unit
from dossiers.selectors.holds import holds_of
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict

HELD = "Chưa dừng được “{name}”: {why}. Anh/Chị giải quyết xong các việc này rồi dừng bộ phận."


@transaction.atomic
def close_unit(*, unit: Unit, last_day: date, by: Actor, at: datetime) -> Unit:
    """The unit works no more after `last_day`.

    Its row is locked against every new run, question and duty that would name it. Raises Conflict ("held")
    with what still hangs on it, and what `agencies.services.close_unit` raises.
    """
    unit = Unit.objects.select_for_update().select_related("agency").get(pk=unit.pk)
    if why := holds_of(unit, local_date(at)).words:
        raise Conflict(HELD.format(name=unit.name, why=why), "held")
    return services.close_unit(unit=unit, last_day=last_day, by=by, at=at)

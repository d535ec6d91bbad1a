"""What can be done to agencies, their calendars, numbers and law values."""

from agencies.services.calendar import add_day, publish_calendar, publish_everywhere, remove_day, set_hours
from agencies.services.facts import change_facts
from agencies.services.holidays import load_holidays
from agencies.services.law import change_law_value, install_law_values
from agencies.services.rooms import add_unit, change_unit, close_unit, reopen_unit
from agencies.services.series import dossier_code, next_number, reserve_numbers
from agencies.services.units import activate_agency, add_beside, rename_agency, set_unit
from agencies.services.units_data import load_units

__all__ = [
    "activate_agency",
    "add_beside",
    "add_day",
    "add_unit",
    "change_facts",
    "change_law_value",
    "change_unit",
    "close_unit",
    "dossier_code",
    "install_law_values",
    "load_holidays",
    "load_units",
    "next_number",
    "publish_calendar",
    "publish_everywhere",
    "remove_day",
    "rename_agency",
    "reopen_unit",
    "reserve_numbers",
    "set_hours",
    "set_unit",
]

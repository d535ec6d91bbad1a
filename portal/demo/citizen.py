"""One citizen's account in the demo, opened as everybody opens one: the code comes to the demo's inbox."""

import re
from datetime import datetime

from accounts.citizens import codes, enter
from accounts.models import Citizen, OneTimeCode
from notifications.selectors import inbox
from portal.demo.fill import deliver
from portal.demo.office import PASSWORD

NAME, PHONE = "Nguyễn Thị An", "84912000555"
NOWHERE = "127.0.0.1"


def enrol(*, now: datetime) -> Citizen:
    """Chị An signs up by phone and sets the demo's password. Not in a transaction: a code is used."""
    row = codes.send(purpose=OneTimeCode.Purpose.ENTER, address=PHONE, origin=NOWHERE, at=now)
    deliver(now=now)
    digits = re.search(r"\d{6}", inbox(PHONE)[0].text)[0]
    enter.by_code(code_id=row.pk, typed=digits, origin=NOWHERE, at=now)
    return enter.sign_up(code_id=row.pk, name=NAME, password=PASSWORD, at=now)

"""The cast of the tests: Xã Sơn Tây with its officers, bà Lan who files, and a clock to set."""

from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from dossiers.models import Dossier, Draft
from dossiers.people import Person
from dossiers.selectors.drafts import uploadable
from dossiers.services import counter, drafts, finish, intake, proposals, route
from dossiers.services.birth import Filing
from dossiers.services.counter import Tick
from dossiers.services.submit import submit
from dossiers.states import Channel, ResultMethod, Source
from kit.actor import Actor
from kit.clock import VN
from portal.demo.answers import answers
from portal.demo.office import Office
from portal.demo.people import villager
from procedures.models import Procedure, Version

LAN = Person(
    name="Nguyễn Thị Lan", id_number="042165001234", phone="84912345678", address="Thôn Trung Lưu",
    place_code="18172", place_name="Xã Sơn Tây, Hà Tĩnh",
)  # fmt: skip
LAN_TYPED = {
    "name": LAN.name, "id_number": LAN.id_number, "phone": "0912 345 678", "email": "",
    "address": LAN.address, "place_code": "18172", "place_name": LAN.place_name,
}  # fmt: skip
CITIZEN = Actor.citizen(LAN.name)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500010d0a2db40000000049454e44ae426082"
)


def at(text: str) -> datetime:
    """A moment in Vietnam: '2026-11-02 08:00'."""
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def version(code: str) -> Version:
    """The published version of a procedure."""
    return Procedure.objects.get(code=code).versions.get(state="published")


def filing(office: Office, code: str = "1.004837", case: str | None = None, **more: Any) -> Filing:
    """What bà Lan brings to the counter."""
    v = version(code)
    cases = v.cases.filter(key=case) if case else v.cases.order_by("ord")
    base = Filing(
        version=v, case=cases[0], agency=office.agency, channel=Channel.DIRECT, source=Source.COUNTER,
        filer=LAN, owner=LAN, result_method=ResultMethod.OFFICE,
    )  # fmt: skip
    return replace(base, **more)


def take_in(office: Office, moment: datetime, code: str = "1.004837", **more: Any) -> Dossier:
    """A dossier received at the counter by chị Hoa, all papers there."""
    wanted = filing(office, code, **more)
    ticks = [Tick(c, originals=1, shown=c.shown_only) for c in wanted.version.components.all()]
    return counter.take_in(filing=wanted, ticks=ticks, by=office.actor("hoa"), at=moment)


def photo(name: str = "anh.png") -> SimpleUploadedFile:
    """A picture from a phone, as small as can be."""
    return SimpleUploadedFile(name, PIXEL, content_type="image/png")


def declared(v: Version, moment: datetime) -> dict[str, Any]:
    """The e-form of a version, answered."""
    rng = Random(7)
    return answers(v, villager(rng), moment.date(), rng)


def file_online(office: Office, moment: datetime, code: str = "1.004837", **person: str) -> Dossier:
    """A dossier that bà Lan submits from her phone."""
    return submit(draft=fill_in(office, moment, code, **person), at=moment).dossier


def fill_in(office: Office, moment: datetime, code: str = "1.004837", **person: str) -> Draft:
    """Her draft, ready to be sent."""
    draft, _ = drafts.start(version=version(code), agency=office.agency, at=moment)
    if draft.case is None:
        drafts.choose(draft=draft, case=draft.version.cases.order_by("ord")[0], at=moment)
    drafts.save(draft=draft, block="filer", values=LAN_TYPED | person, at=moment)
    drafts.save(draft=draft, block="owner", values={"same": True}, at=moment)
    drafts.save(draft=draft, block="result", values={"method": "office"}, at=moment)
    drafts.save(draft=draft, block="form", values=declared(draft.version, moment), at=moment)
    for component in uploadable(draft.version).filter(required=True):
        drafts.attach(draft=draft, component=component, upload=photo(), at=moment)
    draft.refresh_from_db()
    return draft


def receive(office: Office, dossier: Dossier, moment: datetime) -> Dossier:
    return intake.receive(dossier=dossier, by=office.actor("hoa"), at=moment)


def forward(office: Office, dossier: Dossier, moment: datetime, who: str, to: User | None = None) -> Dossier:
    return route.forward(dossier=dossier, by=office.actor(who), at=moment, assignee=to)


def to_the_desk(office: Office, dossier: Dossier, moments: list[datetime], handler: str = "minh") -> Dossier:
    """Chị Hoa hands over, the handler works, the leader signs, the result lies at the desk."""
    for who, moment in zip(("hoa", handler, "khang"), moments, strict=False):
        dossier = forward(office, dossier, moment, who)
    return finish.finish(dossier=dossier, by=office.actor("hoa"), at=moments[3])


def appoint_anew(office: Office, dossier: Dossier, moment: datetime, day: date, who: str) -> Dossier:
    """Whoever has it asks for an apology with a new day, and the leader signs it at once."""
    proposals.propose_apology(
        dossier=dossier, by=office.actor(who), at=moment, cause_code="workload", note="Hồ sơ tăng gấp đôi",
        new_day=day,
    )  # fmt: skip
    proposals.approve(dossier=dossier, by=office.actor("khang"), at=moment)
    return Dossier.objects.get(pk=dossier.pk)

"""The counter: a walk-in or a posted dossier is filed and received in one breath (law.md R04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.access import has_permission
from accounts.models import User
from accounts.permissions import Permission
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, PaperPart
from dossiers.selectors.legs import could_decide
from dossiers.services.birth import Filing, bear
from dossiers.services.infected import refuse_infected
from dossiers.services.intake import announce_reception, begin_handling, say_promise
from dossiers.services.transition import NOT_YOURS, close_move, first_move
from dossiers.states import Channel
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid, NotAllowed
from procedures.models import Component

NOT_THERE = "Cơ quan này chưa dùng hệ thống hoặc không giải quyết thủ tục đang chọn. Hãy chọn cơ quan khác."


@dataclass(frozen=True)
class Tick:
    """What lies on the counter for one component."""

    component: Component
    originals: int = 0
    copies: int = 0
    shown: bool = False

    @property
    def is_there(self) -> bool:
        return self.shown or self.originals > 0 or self.copies > 0


@transaction.atomic
def take_in(
    *,
    filing: Filing,
    ticks: Sequence[Tick],
    by: Actor,
    at: datetime,
    files: Sequence[tuple[Component, StoredFile]] = (),
) -> Dossier:
    """One dossier, received: code, register line, due date, Mẫu 01.

    With `filing.deciding` it is received for another office, where its clock starts (law.md R07).
    Raises Invalid by field ("channel", "waybill", "case", "components", "deciding"), NotAllowed.
    """
    _check(filing, ticks, files)
    if filing.deciding is not None and filing.deciding not in could_decide(filing.version, local_date(at)):
        raise Invalid({"deciding": [NOT_THERE]})
    user = User.objects.filter(pk=by.id, is_active=True).first()
    if user is None or not has_permission(user, Permission.COUNTER, agency=filing.agency, on=local_date(at)):
        raise NotAllowed(NOT_YOURS)
    dossier = bear(filing=filing, at=at)
    PaperPart.objects.bulk_create(
        PaperPart(
            dossier=dossier, component=t.component, originals=t.originals, copies=t.copies, shown=t.shown
        )
        for t in ticks
        if t.is_there
    )
    DossierFile.objects.bulk_create(
        DossierFile(dossier=dossier, file=stored, component=component, added_at=at)
        for component, stored in files
    )
    move = first_move(dossier=dossier, action=Action.TAKE_IN, by=by, at=at)
    begin_handling(move=move)
    close_move(move, public_text=say_promise(dossier))
    announce_reception(move=move)
    return dossier


def _check(filing: Filing, ticks: Sequence[Tick], files: Sequence[tuple[Component, StoredFile]]) -> None:
    refuse_infected(file for _, file in files)
    errors: dict[str, list[str]] = {}
    if filing.channel == Channel.ONLINE:
        errors["channel"] = ["Chọn hồ sơ nộp trực tiếp hay gửi qua bưu chính."]
    if filing.channel == Channel.POST and not filing.waybill.strip():
        errors["waybill"] = ["Nhập số vận đơn của bưu gửi."]
    there = {t.component.pk for t in ticks if t.is_there} | {component.pk for component, _ in files}
    needed = filing.version.components.filter(required=True).order_by("ord")
    if missing := [component.name for component in needed if component.pk not in there]:
        errors["components"] = [f"Còn thiếu: {'; '.join(missing)}. Nhận đủ giấy tờ rồi hãy tiếp nhận."]
    papers = [t.component for t in ticks] + [component for component, _ in files]
    if filing.case.version_id != filing.version.pk:
        errors["case"] = ["Trường hợp này không thuộc thủ tục đang chọn. Hãy chọn lại."]
    if any(paper.version_id != filing.version.pk for paper in papers):
        errors["components"] = ["Giấy tờ không thuộc thủ tục của hồ sơ này."]
    if errors:
        raise Invalid(errors)

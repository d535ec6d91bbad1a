"""A dossier's life driven by chance: who may act, what they do, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.access import has_permission
from accounts.models import User
from agencies.models import Agency
from agencies.worktime.limits import Limit, Unit
from dossiers.models import Dossier, Question, StepRun
from dossiers.selectors import separation
from dossiers.selectors.legs import could_decide
from dossiers.selectors.standing import office_of
from dossiers.selectors.undo import MOVED_ON
from dossiers.services import (
    amend,
    between,
    finish,
    intake,
    parcels,
    proposals,
    questions,
    reclassify,
    retime,
    revise,
    route,
    supplement,
    terms,
    undo,
    withdraw,
)
from dossiers.services.amend import Corrections
from dossiers.services.proposals import suggested_day
from dossiers.services.supplement import Asked
from dossiers.services.transition import open_run_of
from dossiers.states import PARCEL_NEXT, ParcelState, ResultMethod
from dossiers.workflow import BY_HAND, BY_QUESTION, ROLE_PERMISSION, TABLE, Action, permission_for
from kit.clock import local_date
from kit.errors import Conflict
from portal.demo.office import Office
from procedures.models import Case
from procedures.selectors import offered
from tests.cast import CITIZEN

BASIS = "Khoản 1 Điều 9 Nghị định 118/2025/NĐ-CP"


@dataclass
class Act:
    """One try at one action: on which dossier, by whom (None: the citizen), when."""

    office: Office
    dossier: Dossier
    action: Action
    at: datetime
    who: str | None
    seen: int | None = None

    @property
    def common(self) -> dict:
        by = self.office.actor(self.who) if self.who else CITIZEN
        return {"dossier": self.dossier, "by": by, "at": self.at, "seen": self.seen}

    def do(self) -> object:
        return DEEDS[self.action](self)


def _ask(act: Act) -> object:
    component = act.dossier.version.components.order_by("ord").first()
    items = [Asked(component, what="Nộp bản rõ hơn"), Asked(name="Văn bản ủy quyền", basis=BASIS)]
    return supplement.ask(**act.common, reason="Ảnh chụp bị mờ", items=items)


def _assign(act: Act) -> object:
    return route.assign(**act.common, assignee=act.office.people[colleague(act)], note="Chia lại việc")


def _note(act: Act) -> object:
    return route.add_note(
        dossier=act.dossier, by=act.office.actor(act.who), at=act.at, note="Đã gọi điện cho người nộp"
    )


def _amend(act: Act) -> object:
    return amend.amend(**act.common)


def _hold(act: Act) -> object:
    code = "disaster" if act.dossier.pk % 2 else "assessment"  # one stops the clock, one does not
    return terms.hold(**act.common, reason_code=code, note="Chờ đến khi nước rút")


def _apologise(act: Act) -> object:
    day = suggested_day(act.dossier, act.at) if act.dossier.finished_at is None else None
    return proposals.propose_apology(
        **act.common, cause_code="workload", note="Hồ sơ tăng gấp đôi trong tháng", new_day=day
    )


def _return(act: Act) -> object:
    how = ResultMethod.POST if act.dossier.pk % 2 else ResultMethod.OFFICE
    return finish.hand_over(**act.common, how=how, to="Nguyễn Thị Lan", waybill="EB123456789VN")


def _parcel(act: Act) -> object:
    """The post says something new each time, in turn."""
    possible = PARCEL_NEXT.get(act.dossier.parcel) or (ParcelState.DELIVERED,)
    state = possible[act.dossier.last_seq % len(possible)]
    news = parcels.News(state, to="Nguyễn Thị Lan", waybill="EB987654321VN", reason="Không có người nhận")
    return parcels.report(**act.common, news=news)


def _consult(act: Act) -> object:
    asked = questions.Asked(user=act.office.people["yen"])
    limit = Limit(Unit.WORKING_HOUR, Decimal(4))
    return questions.ask(**act.common, to=asked, limit=limit, note="Hồ sơ đã đủ căn cứ chưa?")


def open_question(dossier: Dossier) -> Question:
    """The first that waits for an answer, else the last that did; a refusal where there is none."""
    waiting = dossier.questions.filter(answered_at__isnull=True, called_off_at__isnull=True)
    if found := waiting.first() or dossier.questions.last():
        return found
    raise Conflict("Chưa có yêu cầu xin ý kiến nào.")


def _elsewhere(act: Act) -> Agency:
    """Another office that could decide; where there is none, this one."""
    could = could_decide(act.dossier.version, local_date(act.at))
    others = (agency for agency in could if agency != act.dossier.receiving_agency)
    return next(others, act.dossier.receiving_agency)


def _competent(act: Act) -> Agency:
    """Who decides; every second time it turns out to be the office itself."""
    if act.dossier.authority_open and act.dossier.last_seq % 2:
        return act.dossier.receiving_agency
    return _elsewhere(act)


def another_case(dossier: Dossier) -> Case:
    """Another case of the same procedure where it has one, else of another procedure of the office."""
    others = dossier.version.cases.exclude(pk=dossier.case_id)
    versions = offered(dossier.receiving_agency, local_date(dossier.received_at or dossier.submitted_at))
    foreign = versions.exclude(pk=dossier.version_id).order_by("pk")
    if dossier.last_seq % 2 and others.exists():
        return others.order_by("ord").first()
    version = foreign[dossier.last_seq % foreign.count()]
    return version.cases.order_by("ord").first()


def another_moment(dossier: Dossier, at: datetime) -> datetime:
    """Half an hour earlier, or later where it could not have been received before."""
    received, half = dossier.received_at or dossier.submitted_at, timedelta(minutes=30)
    first, last = retime.earliest(dossier), retime.latest(dossier)
    if first is None or received - half >= first:
        return received - half
    return min(received + half, last or at, at)


DEEDS: dict[Action, Callable[[Act], object]] = {
    Action.RECEIVE: lambda act: intake.receive(**act.common),
    Action.REFUSE: lambda act: intake.refuse(
        **act.common, reason_code="not_competent", reason="Thuộc thẩm quyền xã khác", basis=BASIS
    ),
    Action.ASK_BEFORE: _ask,
    Action.ASK: _ask,
    Action.COMPLETE_BEFORE: lambda act: supplement.complete(**act.common, answer="Tôi đã bổ sung"),
    Action.COMPLETE: lambda act: supplement.complete(**act.common, answer="Tôi đã bổ sung"),
    Action.AMEND: _amend,
    Action.ROUTE: lambda act: between.route(
        **act.common,
        to=None if act.dossier.pk % 3 == 0 else _elsewhere(act),
        receive_here=bool(act.dossier.pk % 4) or act.dossier.pk % 3 == 0,
    ),
    Action.TRANSFER: lambda act: between.transfer(**act.common, to=_competent(act)),
    Action.ACCEPT: lambda act: between.accept(**act.common),
    Action.TURN_BACK: lambda act: between.turn_back(**act.common, note="Thuộc xã khác"),
    Action.CLAIM: lambda act: route.assign(
        **act.common, assignee=act.office.people[act.who], note="Làm thay"
    ),
    Action.ASSIGN: _assign,
    Action.FORWARD: lambda act: route.forward(**act.common, note="Đủ điều kiện"),
    Action.SKIP: lambda act: route.skip(**act.common, note="Đã thẩm tra cùng lúc"),
    Action.SEND_BACK: lambda act: route.send_back(**act.common, note="Thiếu ý kiến thẩm định"),
    Action.FINISH: lambda act: finish.finish(**act.common),
    Action.REJECT: lambda act: finish.reject(**act.common, reason="Không đủ điều kiện", basis=BASIS),
    Action.RETURN: _return,
    Action.PARCEL: _parcel,
    Action.WITHDRAW_EARLY: lambda act: withdraw.withdraw(**act.common, reason="Không còn nhu cầu"),
    Action.WITHDRAW: lambda act: withdraw.withdraw(**act.common, reason="Không còn nhu cầu"),
    Action.CONFIRM_WITHDRAWAL: lambda act: withdraw.confirm(**act.common),
    Action.DECLINE_WITHDRAWAL: lambda act: withdraw.decline(**act.common, note="Kết quả đã được ký"),
    Action.STOP: lambda act: withdraw.stop(**act.common, note="Người nộp đề nghị dừng tại quầy"),
    Action.NOTE: _note,
    Action.RECALL: lambda act: undo.recall(**act.common, note="Chuyển nhầm"),
    Action.UNDO: lambda act: undo.undo(**act.common),
    Action.CONSULT: _consult,
    Action.REVISE: lambda act: revise.revise(
        **act.common, corrections=Corrections(content=f"Sửa lần {act.dossier.last_seq}"), note="Ghi nhầm"
    ),
    Action.ANSWER: lambda act: questions.answer(
        question=open_question(act.dossier), by=act.office.actor(act.who), at=act.at, note="Đồng ý"
    ),
    Action.CALL_OFF: lambda act: questions.call_off(
        question=open_question(act.dossier), by=act.office.actor(act.who), at=act.at, note="Đã rõ"
    ),
    Action.HOLD: _hold,
    Action.GO_ON: lambda act: terms.go_on(**act.common),
    Action.APOLOGISE: _apologise,
    Action.VERIFY: lambda act: proposals.propose_verification(
        **act.common, note="Cần xác minh nhân thân", basis=BASIS
    ),
    Action.EXTEND: lambda act: proposals.propose_extension(
        **act.common, note="Vụ việc phức tạp", basis=BASIS, days=3
    ),
    Action.ASK_AGAIN: lambda act: proposals.propose_supplement(
        **act.common, note="Giấy bổ sung không khớp", basis=BASIS
    ),
    Action.APPROVE: lambda act: proposals.approve(**act.common, note="Đồng ý"),
    Action.DECLINE: lambda act: proposals.decline(**act.common, note="Chưa cần thiết"),
    Action.REDATE: lambda act: terms.redate(
        **act.common, new_day=suggested_day(act.dossier, act.at), note="Ghi nhầm ngày"
    ),
    Action.RECLASSIFY: lambda act: reclassify.reclassify(
        **act.common, case=another_case(act.dossier), note="Nhập nhầm thủ tục"
    ),
    Action.RETIME: lambda act: retime.retime(
        **act.common, received_at=another_moment(act.dossier, act.at), note="Nhập nhầm giờ"
    ),
}


def somebody(office: Office, dossier: Dossier, action: Action, at: datetime) -> str | None:
    """An officer who may do it; None for what the citizen does. Raises StopIteration when nobody may."""
    run = open_run_of(dossier)
    if TABLE[action].who in BY_HAND:
        return who_did_it(office, dossier, action)
    if TABLE[action].who in BY_QUESTION:
        return "yen"  # everybody is asked of the office, which may call off too
    permission = permission_for(action, run.step.role if run else None)
    if permission is None:
        return None
    agency = office_of(action, dossier, run)
    asked = run.unit if run and TABLE[action].at_unit else None
    on = local_date(at)
    able = [
        name
        for name, user in office.people.items()
        if has_permission(user, permission, agency=agency, unit=asked, on=on)
    ]
    own = (n for n in able if not separation.refusal(action, office.people[n].pk, dossier, run, at))
    return next(own, None) or next(iter(able))


def who_did_it(office: Office, dossier: Dossier, action: Action) -> str:
    """Whose move it was that is taken back; anybody where there is none."""
    moves = dossier.events.filter(actor__isnull=False).order_by("-seq")
    if action == Action.RECALL:
        moves = moves.filter(action__in=MOVED_ON)
    last = moves.first()
    return next((name for name, user in office.people.items() if last and user.pk == last.actor_id), "hoa")


def colleague(act: Act) -> str:
    """Who may be given the running step, another than the one who gives it."""
    run: StepRun | None = open_run_of(act.dossier)
    if run is None:
        return act.who
    permission, on = ROLE_PERMISSION[run.step.role], local_date(act.at)

    def may(user: User) -> bool:
        return has_permission(user, permission, agency=run.leg.agency, unit=run.unit, on=on)

    names = [name for name, user in act.office.people.items() if may(user)]
    others = (name for name in names if name != act.who and act.office.people[name] != run.assignee)
    return next(others, names[0])

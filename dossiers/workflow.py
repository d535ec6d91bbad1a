"""The one transition table of a dossier. Pure.

The buttons on the officer's page, the check in the services and the citizen's timeline all read `TABLE`:
action, from, to, permission, effect on the clock, public words (architecture.md, rule 1; domain.md 13–17).
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.permissions import Permission
from dossiers.states import AT_DESK, ENDED, IN_HAND, Objecting, State


class Action(StrEnum):
    """Everything that can happen to a dossier."""

    SUBMIT = "submit"
    TAKE_IN = "take_in"
    RECEIVE = "receive"
    REFUSE = "refuse"
    ASK_BEFORE = "ask_before_reception"
    ASK = "ask_supplement"
    COMPLETE_BEFORE = "complete_before_reception"
    COMPLETE = "complete_supplement"
    AMEND = "amend"
    ROUTE = "route"
    TRANSFER = "transfer"
    ACCEPT = "accept"
    TURN_BACK = "turn_back"
    CLAIM = "claim"
    ASSIGN = "assign"
    FORWARD = "forward"
    SEND_BACK = "send_back"
    FINISH = "finish"
    REJECT = "reject"
    RETURN = "return_result"
    PARCEL = "update_parcel"
    WITHDRAW_EARLY = "withdraw_before_reception"
    WITHDRAW = "request_withdrawal"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    DECLINE_WITHDRAWAL = "decline_withdrawal"
    STOP = "stop"
    HOLD = "hold"
    GO_ON = "go_on"
    APOLOGISE = "propose_apology"
    VERIFY = "propose_verification"
    EXTEND = "propose_extension"
    ASK_AGAIN = "propose_supplement"
    APPROVE = "approve_proposal"
    DECLINE = "decline_proposal"
    REDATE = "correct_due_date"
    RECLASSIFY = "correct_procedure"
    RETIME = "correct_reception"
    LAPSE = "close_unanswered"
    NOTE = "note"
    IMPORT = "import"
    CORRECT = "correct"
    RECALL = "recall"
    UNDO = "undo"
    SKIP = "skip_step"
    REVISE = "revise"
    CONSULT = "consult"
    ANSWER = "answer_question"
    CALL_OFF = "call_off_question"
    OBJECT = "object"
    ANSWER_OBJECTION = "answer_objection"


class Who(StrEnum):
    """Who may act where no permission word decides."""

    CITIZEN = "citizen"
    SYSTEM = "system"
    STEP = "step"  # the permission that goes with the role of the running step
    SENDER = "sender"  # who sent the dossier on, or who may assign where it came from (selectors.undo)
    ASKED = "asked"  # who was asked for an opinion (selectors.questions)
    ASKER = "asker"  # who asked for it, or may assign at their office
    DOER = "doer"  # who did the last thing themselves (selectors.undo)


class Stage(StrEnum):
    """Where a dossier is on its way to who decides it (law.md R07, R18)."""

    HERE = "here"  # with who decides
    SENDING = "sending"  # received, at the office that is to pass it on
    ARRIVING = "arriving"  # sent to who decides, not taken by them yet


class ClockEffect(StrEnum):
    """What an action does to the dossier's legal clock."""

    NONE = "none"
    START = "start"
    PAUSE = "pause"
    CONTINUE = "continue"  # restart or resume, by the procedure's version
    END = "end"


@dataclass(frozen=True)
class Transition:
    """One row of the table. `target` None keeps the state; `public` None tells the citizen nothing."""

    action: Action
    sources: frozenset[State | None]
    target: State | None
    who: Permission | Who
    label: str
    clock: ClockEffect = ClockEffect.NONE
    public: str | None = None
    needs_note: bool = False
    roles: frozenset[str] | None = None  # roles of the running step at which the action stands
    received: bool | None = None  # only after (True) or only before (False) reception
    at_desk: bool = False  # asked at the office that took the dossier in, wherever it lies now
    at_decider: bool = (
        False  # asked at the office that decides: the term is its own, wherever the dossier lies
    )
    by_file: bool = False  # done to many dossiers with a file; no page of one dossier offers it
    held: bool | None = False  # only while the dossier is not held (False), only while it is (True)
    asked: bool | None = None  # only while a proposal waits for a leader (True), only while none does (False)
    stages: frozenset[Stage] | None = frozenset({Stage.HERE})  # None: wherever it is on its way
    objecting: Objecting | None = None  # only while the owner may object, or has objected; None: whatever

    @property
    def at_unit(self) -> bool:
        """Does the permission have to be held at the unit that has the running step?"""
        return self.roles is not None or self.who == Permission.PROPOSE


def _row(action: Action, sources: set[State | None], target: State | None, who: Permission | Who, label: str,
         **rest: object) -> Transition:  # fmt: skip
    return Transition(action, frozenset(sources), target, who, label, **rest)  # type: ignore[arg-type]


NEW, RECEIVED, PROCESSING = State.NEW, State.RECEIVED, State.PROCESSING
SUPPLEMENT, PAYMENT = State.SUPPLEMENT, State.PAYMENT
AT_WORK: set[State | None] = {RECEIVED, PROCESSING}
RUNNING_OR_HELD: set[State | None] = {RECEIVED, PROCESSING, SUPPLEMENT, PAYMENT}
EVERY_STEP = frozenset({"receive", "process", "approve", "return"})
SENDING, ARRIVING = frozenset({Stage.SENDING}), frozenset({Stage.ARRIVING})

_ROWS = (
    _row(Action.SUBMIT, {None}, NEW, Who.CITIZEN, "Nộp hồ sơ", public="Đã nộp hồ sơ trực tuyến"),
    _row(Action.TAKE_IN, {None}, RECEIVED, Permission.COUNTER, "Tiếp nhận tại quầy",
         clock=ClockEffect.START, public="Đã tiếp nhận hồ sơ"),
    _row(Action.RECEIVE, {NEW}, RECEIVED, Permission.RECEIVE, "Tiếp nhận hồ sơ",
         clock=ClockEffect.START, public="Đã tiếp nhận hồ sơ"),
    _row(Action.REFUSE, {NEW}, State.REFUSED, Permission.RECEIVE, "Từ chối tiếp nhận",
         public="Hồ sơ không được tiếp nhận", needs_note=True),
    _row(Action.ASK_BEFORE, {NEW}, SUPPLEMENT, Permission.RECEIVE, "Yêu cầu bổ sung",
         public="Cần bổ sung hồ sơ", needs_note=True),
    _row(Action.ASK, AT_WORK, SUPPLEMENT, Who.STEP, "Yêu cầu bổ sung",
         clock=ClockEffect.PAUSE, public="Cần bổ sung hồ sơ", needs_note=True,
         roles=frozenset({"receive", "process"})),
    _row(Action.COMPLETE_BEFORE, {SUPPLEMENT}, NEW, Who.CITIZEN, "Bổ sung hồ sơ",
         public="Đã bổ sung hồ sơ", received=False),
    _row(Action.COMPLETE, {SUPPLEMENT}, PROCESSING, Who.CITIZEN, "Bổ sung hồ sơ",
         clock=ClockEffect.CONTINUE, public="Đã bổ sung hồ sơ", received=True),
    _row(Action.AMEND, {NEW}, None, Who.CITIZEN, "Sửa hồ sơ", public="Người nộp đã sửa hồ sơ"),
    # Received here, decided elsewhere (law.md R07, R18; ADR 0014).
    _row(Action.ROUTE, {NEW}, None, Permission.RECEIVE, "Xác định cơ quan có thẩm quyền",
         public="Xác định cơ quan có thẩm quyền giải quyết"),
    _row(Action.TRANSFER, AT_WORK, None, Who.STEP, "Chuyển cơ quan có thẩm quyền",
         public="Đã chuyển hồ sơ đến cơ quan có thẩm quyền", roles=frozenset({"receive"}), stages=SENDING),
    _row(Action.ACCEPT, AT_WORK, PROCESSING, Who.STEP, "Nhận hồ sơ chuyển đến",
         clock=ClockEffect.START, public="Cơ quan có thẩm quyền đã nhận hồ sơ", roles=frozenset({"receive"}),
         stages=ARRIVING),
    _row(Action.TURN_BACK, AT_WORK, None, Who.STEP, "Trả lại vì không thuộc thẩm quyền",
         public="Hồ sơ được trả lại nơi tiếp nhận để xác định thẩm quyền", needs_note=True,
         roles=frozenset({"receive"}), stages=ARRIVING),
    _row(Action.CLAIM, AT_WORK, None, Who.STEP, "Nhận xử lý", roles=EVERY_STEP, held=None, stages=None),
    _row(Action.ASSIGN, AT_WORK, None, Permission.ASSIGN, "Giao người xử lý", held=None, stages=None),
    _row(Action.FORWARD, AT_WORK, PROCESSING, Who.STEP, "Chuyển bước tiếp theo", public="Chuyển bước xử lý",
         roles=frozenset({"receive", "process", "approve"})),
    # Only where the version's next step may be left out (procedures.Step.may_skip).
    _row(Action.SKIP, AT_WORK, PROCESSING, Who.STEP, "Bỏ qua bước tiếp theo", public="Chuyển bước xử lý",
         needs_note=True, roles=frozenset({"receive", "process"})),
    _row(Action.SEND_BACK, {PROCESSING}, PROCESSING, Who.STEP, "Trả lại bước trước", needs_note=True,
         roles=frozenset({"process", "approve", "return"})),
    _row(Action.FINISH, {PROCESSING}, State.DONE, Permission.RETURN, "Đã có kết quả tại quầy",
         clock=ClockEffect.END, public="Đã có kết quả", roles=frozenset({"return"})),
    _row(Action.REJECT, AT_WORK, State.DONE, Permission.APPROVE, "Từ chối giải quyết",
         clock=ClockEffect.END, public="Hồ sơ không được giải quyết", needs_note=True,
         roles=frozenset({"approve"})),
    _row(Action.RETURN, {State.DONE}, State.RETURNED, Permission.RETURN, "Trả kết quả",
         public="Đã trả kết quả"),
    # Only where the result was given to the post (selectors.offers); the dossier stays returned.
    _row(Action.PARCEL, {State.RETURNED}, None, Permission.RETURN, "Cập nhật bưu chính",
         public="Tin của bưu chính về kết quả", at_desk=True),
    _row(Action.WITHDRAW_EARLY, {NEW, SUPPLEMENT}, State.STOPPED, Who.CITIZEN, "Rút hồ sơ",
         public="Người nộp đã rút hồ sơ", received=False),
    _row(Action.WITHDRAW, RUNNING_OR_HELD, State.WITHDRAWING, Who.CITIZEN, "Đề nghị rút hồ sơ",
         public="Người nộp đề nghị rút hồ sơ", received=True, held=None, stages=None),
    _row(Action.CONFIRM_WITHDRAWAL, {State.WITHDRAWING}, State.STOPPED, Permission.STOP,
         "Đồng ý cho rút hồ sơ", clock=ClockEffect.END, public="Hồ sơ đã được rút", held=None),
    _row(Action.DECLINE_WITHDRAWAL, {State.WITHDRAWING}, PROCESSING, Permission.STOP,
         "Không đồng ý rút hồ sơ", public="Hồ sơ tiếp tục được giải quyết", needs_note=True, held=None),
    _row(Action.STOP, RUNNING_OR_HELD | {State.WITHDRAWING}, State.STOPPED, Permission.STOP,
         "Dừng giải quyết theo đề nghị", clock=ClockEffect.END,
         public="Đã dừng giải quyết hồ sơ", needs_note=True, received=True, held=None, stages=None),
    # Waiting, and what a leader is asked for (law.md R01a, R11, R12, §3.2; domain.md 10, 14).
    _row(Action.HOLD, AT_WORK, None, Who.STEP, "Ghi nhận phải chờ",
         public="Hồ sơ đang phải chờ", needs_note=True, roles=frozenset({"receive", "process", "approve"})),
    _row(Action.GO_ON, AT_WORK, None, Who.STEP, "Hết chờ, giải quyết tiếp",
         public="Hồ sơ được giải quyết tiếp", roles=frozenset({"receive", "process", "approve"}), held=True),
    _row(Action.APOLOGISE, AT_WORK | {State.DONE, State.RETURNED}, None, Permission.PROPOSE,
         "Đề nghị xin lỗi và hẹn lại", needs_note=True, held=None, asked=False),
    _row(Action.VERIFY, AT_WORK, None, Permission.PROPOSE, "Đề nghị gia hạn để xác minh",
         needs_note=True, asked=False),
    _row(Action.EXTEND, AT_WORK, None, Permission.PROPOSE, "Đề nghị gia hạn", needs_note=True, asked=False),
    _row(Action.ASK_AGAIN, AT_WORK, None, Permission.PROPOSE, "Đề nghị yêu cầu bổ sung lần nữa",
         needs_note=True, asked=False),
    _row(Action.APPROVE, set(State), None, Permission.APPROVE, "Duyệt đề nghị", held=None, asked=True,
         at_decider=True),
    _row(Action.DECLINE, set(State), None, Permission.APPROVE, "Không duyệt đề nghị",
         needs_note=True, held=None, asked=True, at_decider=True),
    _row(Action.REDATE, AT_WORK, None, Permission.APPROVE, "Đính chính ngày hẹn trả",
         public="Đính chính ngày hẹn trả", needs_note=True, at_decider=True),
    # What is asked of a leader is answered first: it was asked about the dossier as it stands (ADR 0011).
    _row(Action.RECLASSIFY, AT_WORK, None, Permission.APPROVE, "Sửa thủ tục hoặc trường hợp",
         public="Đính chính thủ tục của hồ sơ", needs_note=True, at_desk=True, asked=False),
    _row(Action.RETIME, AT_WORK, None, Permission.APPROVE, "Sửa thời điểm tiếp nhận",
         public="Đính chính thời điểm tiếp nhận", needs_note=True, at_desk=True, asked=False),
    _row(Action.LAPSE, {SUPPLEMENT}, State.STOPPED, Who.SYSTEM, "Đóng hồ sơ không được bổ sung",
         clock=ClockEffect.END, public="Hồ sơ đã đóng vì quá thời gian bổ sung"),
    # History of another system: the row says in which state it comes (domain.md 31).
    _row(Action.IMPORT, {None}, None, Permission.HISTORY, "Nhập từ hệ thống cũ",
         public="Hồ sơ được chuyển từ hệ thống trước đây", by_file=True),
    _row(Action.CORRECT, set(ENDED), None, Permission.HISTORY, "Đính chính hồ sơ đã nhập",
         public="Đính chính thông tin hồ sơ", needs_note=True, by_file=True),
    # A dossier sent on by mistake comes back with the minutes it had; both stay on record (ADR 0011).
    _row(Action.RECALL, {PROCESSING}, PROCESSING, Who.SENDER, "Thu hồi hồ sơ đã chuyển",
         public="Trở lại bước trước", needs_note=True, roles=EVERY_STEP),
    _row(Action.UNDO, set(IN_HAND) | {NEW, State.DONE}, None, Who.DOER, "Hoàn tác việc vừa làm",
         held=None, stages=None),
    _row(Action.REVISE, RUNNING_OR_HELD, None, Permission.RECEIVE, "Sửa thông tin hồ sơ",
         public="Cơ quan sửa thông tin hồ sơ", needs_note=True, received=True, at_desk=True,
         held=None, stages=None),
    # An opinion never stops a clock (ADR 0011).
    _row(Action.CONSULT, AT_WORK | {SUPPLEMENT}, None, Who.STEP, "Xin ý kiến phối hợp", needs_note=True,
         roles=EVERY_STEP, held=None, stages=None),
    _row(Action.ANSWER, set(IN_HAND), None, Who.ASKED, "Cho ý kiến", needs_note=True, received=True,
         held=None, stages=None),
    _row(Action.CALL_OFF, set(IN_HAND), None, Who.ASKER, "Rút yêu cầu xin ý kiến", needs_note=True,
         received=True, held=None, stages=None),
    # The owner of what another filed for them does not agree; it stops no clock (ADR 0022).
    _row(Action.OBJECT, set(AT_DESK), None, Who.CITIZEN, "Chủ hồ sơ không đồng ý",
         public="Chủ hồ sơ không đồng ý việc nộp thay", needs_note=True, held=None, stages=None,
         objecting=Objecting.POSSIBLE),
    _row(Action.ANSWER_OBJECTION, set(State), None, Permission.VIEW, "Trả lời ý kiến chủ hồ sơ",
         public="Cơ quan đã xem xét ý kiến của chủ hồ sơ", needs_note=True, held=None, stages=None,
         objecting=Objecting.OPEN),
    _row(Action.NOTE, set(IN_HAND) | {NEW, State.DONE}, None, Permission.VIEW, "Ghi chú nội bộ",
         needs_note=True, held=None, stages=None),
)  # fmt: skip

TABLE: dict[Action, Transition] = {row.action: row for row in _ROWS}
BY_QUESTION = frozenset({Who.ASKED, Who.ASKER})  # a question decides who may
BY_HAND = frozenset({Who.SENDER, Who.DOER})  # what was done before decides who may

ROLE_PERMISSION: dict[str, Permission] = {
    "receive": Permission.RECEIVE,
    "process": Permission.HANDLE,
    "approve": Permission.APPROVE,
    "return": Permission.RETURN,
}

OFFICER_ACTIONS = tuple(
    row.action
    for row in _ROWS
    if row.who not in (Who.CITIZEN, Who.SYSTEM) and row.sources != frozenset({None}) and not row.by_file
)


def permission_for(action: Action, step_role: str | None) -> Permission | None:
    """The permission an officer needs; None where it is not a permission that decides.

    `step_role` is the role of the running step. Raises KeyError for a step action without a running step.
    """
    who = TABLE[action].who
    if who in (Who.CITIZEN, Who.SYSTEM, *BY_HAND, *BY_QUESTION):
        return None
    if who == Who.STEP:
        return ROLE_PERMISSION[step_role or ""]
    return Permission(who)


@dataclass(frozen=True)
class Place:
    """Where a dossier stands, as far as the table asks.

    `received` tells a supplement asked before reception from one asked after; `held`: it waits for
    something; `asked`: a leader is asked about it and has not answered; `objecting`: what the owner of a
    dossier that another filed has said.
    """

    state: State | None
    role: str | None = None
    received: bool = False
    held: bool = False
    asked: bool = False
    stage: Stage = Stage.HERE
    objecting: str = Objecting.NONE


def possible(place: Place) -> list[Action]:
    """What an officer's page may offer there, permissions aside, in the order of the table."""
    return [action for action in OFFICER_ACTIONS if stands(action, place)]


def stands(action: Action, place: Place) -> bool:
    """Does the table allow `action` there?"""
    row = TABLE[action]
    return (
        place.state in row.sources
        and (row.roles is None or place.role in row.roles)
        and (row.stages is None or place.stage in row.stages)
        and all(
            wanted is None or wanted == found
            for wanted, found in (
                (row.received, place.received), (row.held, place.held), (row.asked, place.asked),
                (row.objecting, place.objecting),
            )
        )
    )  # fmt: skip

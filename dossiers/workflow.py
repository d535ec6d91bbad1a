"""The one transition table of a dossier. Pure.

The buttons on the officer's page, the check in the services and the citizen's timeline all read `TABLE`:
action, from, to, permission, effect on the clock, public words (architecture.md, rule 1; domain.md 13–17).
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.permissions import Permission
from dossiers.states import ENDED, IN_HAND, State


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
    CLAIM = "claim"
    ASSIGN = "assign"
    FORWARD = "forward"
    SEND_BACK = "send_back"
    FINISH = "finish"
    REJECT = "reject"
    RETURN = "return_result"
    WITHDRAW_EARLY = "withdraw_before_reception"
    WITHDRAW = "request_withdrawal"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    DECLINE_WITHDRAWAL = "decline_withdrawal"
    STOP = "stop"
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


class Who(StrEnum):
    """Who may act where no permission word decides."""

    CITIZEN = "citizen"
    STEP = "step"  # the permission that goes with the role of the running step
    SENDER = "sender"  # who sent the dossier on, or who may assign where it came from (selectors.undo)
    ASKED = "asked"  # who was asked for an opinion (selectors.questions)
    ASKER = "asker"  # who asked for it, or may assign at their office
    DOER = "doer"  # who did the last thing themselves (selectors.undo)


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
    by_file: bool = False  # done to many dossiers with a file; no page of one dossier offers it


def _row(action: Action, sources: set[State | None], target: State | None, who: Permission | Who, label: str,
         **rest: object) -> Transition:  # fmt: skip
    return Transition(action, frozenset(sources), target, who, label, **rest)  # type: ignore[arg-type]


NEW, RECEIVED, PROCESSING = State.NEW, State.RECEIVED, State.PROCESSING
SUPPLEMENT, PAYMENT = State.SUPPLEMENT, State.PAYMENT
AT_WORK: set[State | None] = {RECEIVED, PROCESSING}
RUNNING_OR_HELD: set[State | None] = {RECEIVED, PROCESSING, SUPPLEMENT, PAYMENT}
EVERY_STEP = frozenset({"receive", "process", "approve", "return"})

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
    _row(Action.CLAIM, AT_WORK, None, Who.STEP, "Nhận xử lý", roles=EVERY_STEP),
    _row(Action.ASSIGN, AT_WORK, None, Permission.ASSIGN, "Giao người xử lý"),
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
    _row(Action.WITHDRAW_EARLY, {NEW, SUPPLEMENT}, State.STOPPED, Who.CITIZEN, "Rút hồ sơ",
         public="Người nộp đã rút hồ sơ", received=False),
    _row(Action.WITHDRAW, RUNNING_OR_HELD, State.WITHDRAWING, Who.CITIZEN, "Đề nghị rút hồ sơ",
         public="Người nộp đề nghị rút hồ sơ", received=True),
    _row(Action.CONFIRM_WITHDRAWAL, {State.WITHDRAWING}, State.STOPPED, Permission.STOP,
         "Đồng ý cho rút hồ sơ", clock=ClockEffect.END, public="Hồ sơ đã được rút"),
    _row(Action.DECLINE_WITHDRAWAL, {State.WITHDRAWING}, PROCESSING, Permission.STOP,
         "Không đồng ý rút hồ sơ", public="Hồ sơ tiếp tục được giải quyết", needs_note=True),
    _row(Action.STOP, RUNNING_OR_HELD | {State.WITHDRAWING}, State.STOPPED, Permission.STOP,
         "Dừng giải quyết theo đề nghị", clock=ClockEffect.END,
         public="Đã dừng giải quyết hồ sơ", needs_note=True, received=True),
    # History of another system: the row says in which state it comes (domain.md 31).
    _row(Action.IMPORT, {None}, None, Permission.HISTORY, "Nhập từ hệ thống cũ",
         public="Hồ sơ được chuyển từ hệ thống trước đây", by_file=True),
    _row(Action.CORRECT, set(ENDED), None, Permission.HISTORY, "Đính chính hồ sơ đã nhập",
         public="Đính chính thông tin hồ sơ", needs_note=True, by_file=True),
    # A dossier sent on by mistake comes back with the minutes it had; both stay on record (ADR 0011).
    _row(Action.RECALL, {PROCESSING}, PROCESSING, Who.SENDER, "Thu hồi hồ sơ đã chuyển",
         public="Trở lại bước trước", needs_note=True, roles=EVERY_STEP),
    _row(Action.UNDO, set(IN_HAND) | {NEW, State.DONE}, None, Who.DOER, "Hoàn tác việc vừa làm"),
    _row(Action.REVISE, RUNNING_OR_HELD, None, Permission.RECEIVE, "Sửa thông tin hồ sơ",
         public="Cơ quan sửa thông tin hồ sơ", needs_note=True, received=True, at_desk=True),
    # An opinion never stops a clock (ADR 0011).
    _row(Action.CONSULT, AT_WORK | {SUPPLEMENT}, None, Who.STEP, "Xin ý kiến phối hợp", needs_note=True,
         roles=EVERY_STEP),
    _row(Action.ANSWER, set(IN_HAND), None, Who.ASKED, "Cho ý kiến", needs_note=True, received=True),
    _row(Action.CALL_OFF, set(IN_HAND), None, Who.ASKER, "Rút yêu cầu xin ý kiến", needs_note=True,
         received=True),
    _row(Action.NOTE, set(IN_HAND) | {NEW, State.DONE}, None, Permission.VIEW, "Ghi chú nội bộ",
         needs_note=True),
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
    if row.who != Who.CITIZEN and row.sources != frozenset({None}) and not row.by_file
)


def permission_for(action: Action, step_role: str | None) -> Permission | None:
    """The permission an officer needs; None where it is not a permission that decides.

    `step_role` is the role of the running step. Raises KeyError for a step action without a running step.
    """
    who = TABLE[action].who
    if who in (Who.CITIZEN, *BY_HAND, *BY_QUESTION):
        return None
    if who == Who.STEP:
        return ROLE_PERMISSION[step_role or ""]
    return Permission(who)


def possible(state: State, step_role: str | None, *, received: bool) -> list[Action]:
    """What an officer's page may offer in this state, permissions aside, in the order of the table.

    `received` tells a supplement asked before reception from one asked after.
    """
    return [action for action in OFFICER_ACTIONS if stands(action, state, step_role, received=received)]


def stands(action: Action, state: State | None, step_role: str | None, *, received: bool) -> bool:
    """Does the table allow `action` here?"""
    row = TABLE[action]
    return (
        state in row.sources
        and (row.roles is None or step_role in row.roles)
        and (row.received is None or row.received == received)
    )

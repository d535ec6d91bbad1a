"""The one transition table, held against the law and the domain's decisions (architecture.md, rule 1)."""

import re

import pytest

from accounts.permissions import Permission
from dossiers.reasons import PROOFS, REFUSAL_REASONS
from dossiers.states import (
    AT_DESK,
    ENDED,
    IN_HAND,
    PARCEL_NEXT,
    WITH_OPEN_RUN,
    Channel,
    Clock,
    Objecting,
    Outcome,
    ParcelState,
    RunOutcome,
    State,
)  # fmt: skip
from dossiers.workflow import (
    BY_HAND,
    BY_QUESTION,
    OFFICER_ACTIONS,
    ROLE_PERMISSION,
    TABLE,
    Action,
    ClockEffect,
    Place,
    Stage,
    Who,
    permission_for,
    possible,
    stands,
)

A = Action
BY_HAND_ACTIONS = {A.RECALL, A.UNDO}

# What may happen in each state: before reception, after it, by the role of the running step.
OPINIONS = {A.ANSWER, A.CALL_OFF}
PROPOSALS = {A.APOLOGISE, A.VERIFY, A.EXTEND, A.ASK_AGAIN}
CORRECTIONS = {A.RECLASSIFY, A.RETIME}
AT_A_STEP = {A.CLAIM, A.ASSIGN, A.NOTE, A.UNDO, A.STOP, A.WITHDRAW, A.CONSULT, A.REVISE, A.REDATE}
AT_A_STEP |= OPINIONS | PROPOSALS | CORRECTIONS
AT_WORK = AT_A_STEP | {A.HOLD}
ALLOWED: list[tuple[State | None, bool, str | None, set[Action]]] = [
    (None, False, None, {A.SUBMIT, A.TAKE_IN, A.IMPORT}),
    (
        State.NEW,
        False,
        None,
        {A.RECEIVE, A.REFUSE, A.ASK_BEFORE, A.ROUTE, A.AMEND, A.WITHDRAW_EARLY, A.NOTE, A.UNDO},
    ),
    (State.RECEIVED, True, "receive", AT_WORK | {A.ASK, A.FORWARD, A.SKIP}),
    (State.PROCESSING, True, "receive", AT_WORK | {A.ASK, A.FORWARD, A.SKIP, A.RECALL}),
    (State.PROCESSING, True, "process", AT_WORK | {A.ASK, A.FORWARD, A.SKIP, A.SEND_BACK, A.RECALL}),
    (State.PROCESSING, True, "approve", AT_WORK | {A.FORWARD, A.SEND_BACK, A.REJECT, A.RECALL}),
    (State.PROCESSING, True, "return", AT_A_STEP | {A.SEND_BACK, A.FINISH, A.RECALL}),
    (State.SUPPLEMENT, False, None, {A.COMPLETE_BEFORE, A.WITHDRAW_EARLY, A.NOTE, A.UNDO, A.LAPSE}),
    (
        State.SUPPLEMENT,
        True,
        "process",
        {A.COMPLETE, A.WITHDRAW, A.STOP, A.NOTE, A.UNDO, A.CONSULT, A.REVISE, A.LAPSE} | OPINIONS,
    ),
    (State.PAYMENT, True, "receive", {A.WITHDRAW, A.STOP, A.NOTE, A.UNDO, A.REVISE} | OPINIONS),
    (
        State.WITHDRAWING,
        True,
        None,
        {A.CONFIRM_WITHDRAWAL, A.DECLINE_WITHDRAWAL, A.STOP, A.NOTE, A.UNDO} | OPINIONS,
    ),
    (State.DONE, True, None, {A.RETURN, A.NOTE, A.UNDO, A.CORRECT, A.APOLOGISE}),
    (State.REFUSED, False, None, {A.CORRECT}),
    (State.STOPPED, False, None, {A.CORRECT}),
    (State.STOPPED, True, None, {A.CORRECT}),
    (State.RETURNED, True, None, {A.CORRECT, A.APOLOGISE, A.PARCEL}),
]


@pytest.mark.parametrize(("state", "received", "role", "allowed"), ALLOWED)
def test_a_state_allows_exactly_these_actions(state, received, role, allowed):
    place = Place(state, role, received)
    assert {action for action in Action if stands(action, place)} == allowed


def test_a_dossier_that_waits_is_neither_moved_on_nor_asked_about():
    place = Place(State.PROCESSING, "process", received=True, held=True)
    assert {action for action in Action if stands(action, place)} == {
        A.CLAIM, A.ASSIGN, A.NOTE, A.STOP, A.WITHDRAW, A.GO_ON, A.APOLOGISE,
        A.UNDO, A.CONSULT, A.REVISE, *OPINIONS,
    }  # fmt: skip


ON_THE_WAY = {A.CLAIM, A.ASSIGN, A.NOTE, A.UNDO, A.STOP, A.WITHDRAW, A.CONSULT, A.REVISE, *OPINIONS}


@pytest.mark.parametrize(
    ("stage", "verbs"), [(Stage.SENDING, {A.TRANSFER}), (Stage.ARRIVING, {A.ACCEPT, A.TURN_BACK})]
)
def test_on_the_way_to_who_decides_it_is_sent_or_taken_and_not_handled(stage, verbs):
    place = Place(State.RECEIVED, "receive", received=True, stage=stage)
    assert {action for action in Action if stands(action, place)} == ON_THE_WAY | verbs


@pytest.mark.parametrize("state", list(State))
def test_a_leader_answers_in_every_state_and_no_second_question_is_asked(state):
    place = Place(state, "process", received=True, asked=True)
    allowed = {action for action in Action if stands(action, place)}
    assert {A.APPROVE, A.DECLINE} <= allowed
    assert not (PROPOSALS | CORRECTIONS) & allowed


@pytest.mark.parametrize("state", list(State))
def test_the_owner_objects_while_it_lies_at_a_desk_and_is_answered_in_every_state(state):
    """Only the owner of what another filed, once; and only who objected is answered."""
    may, has = (Place(state, objecting=said) for said in (Objecting.POSSIBLE, Objecting.OPEN))
    assert stands(A.OBJECT, may) == (state in AT_DESK)
    assert stands(A.ANSWER_OBJECTION, has)
    assert not stands(A.ANSWER_OBJECTION, may)
    for said in (Objecting.NONE, Objecting.OPEN, Objecting.ANSWERED):
        assert not stands(A.OBJECT, Place(state, objecting=said))


def test_every_state_is_in_the_table_above():
    assert {row[0] for row in ALLOWED} == {None, *State}


def test_every_action_has_one_row_and_can_be_reached():
    assert set(TABLE) == set(Action)
    reached = set().union(*(row[3] for row in ALLOWED))
    above = {A.GO_ON, A.APPROVE, A.DECLINE, A.TRANSFER, A.ACCEPT, A.TURN_BACK, A.OBJECT, A.ANSWER_OBJECTION}
    assert reached | above == set(Action)


def test_every_state_but_payment_can_be_reached_from_nothing():
    reached: set[State | None] = {None}
    while True:
        more = {row.target for row in TABLE.values() if row.target and row.sources & reached} - reached
        if not more:
            break
        reached |= more
    assert set(State) - reached == {State.PAYMENT}  # payments come with a later issue


def test_nothing_leaves_an_end_but_the_hand_over_of_a_result():
    for row in TABLE.values():
        if row.target is not None and row.sources & ENDED:
            assert row.action == A.RETURN


def test_an_online_dossier_cannot_be_cancelled_or_deleted_by_the_office():
    officers = [TABLE[action] for action in OFFICER_ACTIONS]
    before = [row.action for row in officers if stands(row.action, Place(State.NEW))]
    assert before == [A.RECEIVE, A.REFUSE, A.ASK_BEFORE, A.ROUTE, A.UNDO, A.NOTE]


@pytest.mark.parametrize(
    ("action", "effect"),
    [
        (A.TAKE_IN, ClockEffect.START),
        (A.RECEIVE, ClockEffect.START),
        (A.ACCEPT, ClockEffect.START),
        (A.ASK, ClockEffect.PAUSE),
        (A.COMPLETE, ClockEffect.CONTINUE),
        (A.FINISH, ClockEffect.END),
        (A.REJECT, ClockEffect.END),
        (A.CONFIRM_WITHDRAWAL, ClockEffect.END),
        (A.STOP, ClockEffect.END),
    ],
)
def test_these_actions_move_the_legal_clock(action, effect):
    assert TABLE[action].clock == effect


def test_no_other_action_moves_the_legal_clock():
    movers = {row.action for row in TABLE.values() if row.clock != ClockEffect.NONE}
    assert movers == {
        A.TAKE_IN, A.RECEIVE, A.ACCEPT, A.ASK, A.COMPLETE, A.FINISH, A.REJECT, A.CONFIRM_WITHDRAWAL, A.STOP,
        A.LAPSE,
    }  # fmt: skip


def test_asking_for_a_withdrawal_lets_the_clock_run():
    assert TABLE[A.WITHDRAW].clock == ClockEffect.NONE


def test_a_run_is_open_exactly_while_the_office_works_on_it():
    assert set(WITH_OPEN_RUN) == {State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT}
    assert not WITH_OPEN_RUN & ENDED
    assert set(WITH_OPEN_RUN) | {State.WITHDRAWING} == set(IN_HAND)


@pytest.mark.parametrize("action", [A.IMPORT, A.CORRECT])
def test_what_is_done_with_a_file_is_no_button_on_any_page(action):
    assert TABLE[action].by_file
    assert action not in OFFICER_ACTIONS
    assert TABLE[action].who == Permission.HISTORY


@pytest.mark.parametrize("action", [A.CLAIM, A.ASSIGN, A.SEND_BACK, A.NOTE, A.UNDO, A.CONSULT,
                                    A.ANSWER, A.CALL_OFF])  # fmt: skip
def test_an_internal_move_tells_the_citizen_nothing(action):
    assert TABLE[action].public is None


def test_everything_else_is_told_to_the_citizen_in_words():
    quiet = {row.action for row in TABLE.values() if row.public is None}
    # Of an approval the citizen reads what it leads to: the apology, the new day.
    leaders = PROPOSALS | {A.APPROVE, A.DECLINE}
    assert quiet == {A.CLAIM, A.ASSIGN, A.SEND_BACK, A.NOTE, A.UNDO, A.CONSULT} | OPINIONS | leaders


MARKED = "[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]"
WORDS = [
    *(row.label for row in TABLE.values()),
    *(row.public for row in TABLE.values() if row.public),
    *(
        str(member.label)
        for words in (State, Channel, Clock, Outcome, RunOutcome, ParcelState)
        for member in words
    ),
    *REFUSAL_REASONS.values(),
    *PROOFS.values(),
]


@pytest.mark.parametrize("words", WORDS)
def test_every_word_that_a_person_reads_is_vietnamese_with_its_marks(words):
    assert re.search(MARKED, words, re.IGNORECASE)
    assert words[0].isupper()
    assert not words.endswith(".")


@pytest.mark.parametrize("action", [A.REFUSE, A.ASK, A.ASK_BEFORE, A.SEND_BACK, A.REJECT, A.STOP,
                                    A.DECLINE_WITHDRAWAL, A.NOTE, A.RECALL, A.CONSULT, A.REVISE,
                                    A.SKIP, A.ANSWER, A.CALL_OFF, A.REDATE, A.RECLASSIFY,
                                    A.RETIME])  # fmt: skip
def test_an_officer_who_says_no_says_why(action):
    assert TABLE[action].needs_note


@pytest.mark.parametrize(("role", "permission"), ROLE_PERMISSION.items())
def test_the_work_of_a_step_needs_the_permission_of_its_role(role, permission):
    at_the_step = [action for action in Action if TABLE[action].who == Who.STEP]
    assert {permission_for(action, role) for action in at_the_step} == {permission}


def test_only_the_citizen_submits_completes_amends_withdraws_and_objects():
    citizens = {action for action in Action if TABLE[action].who == Who.CITIZEN}
    assert citizens == {
        A.SUBMIT, A.COMPLETE_BEFORE, A.COMPLETE, A.AMEND, A.WITHDRAW_EARLY, A.WITHDRAW, A.OBJECT,
    }  # fmt: skip
    assert all(permission_for(action, None) is None for action in citizens)


def test_what_is_taken_back_asks_whose_move_it_was():
    by_hand = {action for action in Action if TABLE[action].who in BY_HAND}
    assert by_hand == BY_HAND_ACTIONS
    by_question = {action for action in Action if TABLE[action].who in BY_QUESTION}
    assert by_question == OPINIONS
    assert all(permission_for(action, "process") is None for action in by_hand | by_question)


def test_what_an_officer_is_offered_is_what_the_table_allows_them():
    for state, received, role, allowed in ALLOWED:
        if state is None:
            continue
        offered = possible(Place(state, role, received))
        own = {a for a in allowed if TABLE[a].who not in (Who.CITIZEN, Who.SYSTEM) and not TABLE[a].by_file}
        assert set(offered) == own


def test_the_permission_words_of_the_table():
    words = {
        permission_for(action, "process")
        for action in OFFICER_ACTIONS
        if action not in BY_HAND_ACTIONS | OPINIONS
    }
    assert words == {
        Permission.RECEIVE, Permission.HANDLE, Permission.APPROVE, Permission.RETURN, Permission.ASSIGN,
        Permission.STOP, Permission.VIEW, Permission.PROPOSE,
    }  # fmt: skip


def test_every_parcel_comes_to_an_end_and_what_came_back_can_be_sent_again():
    assert set(PARCEL_NEXT) == set(ParcelState)
    assert PARCEL_NEXT[ParcelState.COLLECTED] == ()
    assert ParcelState.POSTED in PARCEL_NEXT[ParcelState.SENT_BACK]
    assert all(ParcelState.DELIVERED in PARCEL_NEXT[state] for state in ("posted", "under_way"))

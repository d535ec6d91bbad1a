"""Every address of desk and portal, asked by everybody: the table that a new address has to enter."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.access import actor_of
from accounts.models import User
from accounts.roles import ROLES
from accounts.substitutes import arrange
from agencies.models import Agency, Day
from agencies.services import change_facts
from audit import sealing
from audit.models import AuditEntry
from desk.acts import BY_SLUG
from dossiers.models import Dossier
from dossiers.selectors.legs import could_decide
from dossiers.services import batch as many
from dossiers.services import (
    between,
    drafts,
    finish,
    intake,
    objection,
    proposals,
    register,
    supplement,
    terms,
    withdraw,
)
from dossiers.services.history.jobs import begin
from dossiers.services.submit import submit
from dossiers.services.supplement import Asked
from dossiers.workflow import Action
from keeping.models import Disposal, DisposalItem
from kit.actor import Actor
from procedures.models import Article, Version
from procedures.services import postings, versions
from reports.forms import II06A
from reports.periods import Period
from reports.services import make
from tests import cast
from tests.cast import at
from tests.desk import access
from tests.portal.citizens import MOTHER, MOTHER_TYPED, proven
from tests.security.table import CITIZENS

pytestmark = pytest.mark.django_db
SEES = {"receiver", "handler", "approver", "returner", "office"}
EVERYBODY = set(ROLES)
CATALOGUE, LAW = {"administrator"}, {"administrator"}
MEMBERS = {"administrator"}
OUTSIDE = {"stranger", "citizen"}  # nobody of the desk
CALENDAR = {"administrator", "office"}
LEADS = {"approver", "office"}
GIVEN = at("2026-11-10 08:55")  # when the citizen of these tests signs in


MADE_WHEN_NAMED = {
    "report", "batch", "many", "substitution", "register", "digest_day", "disposal", "draft", "posting",
    "change",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`own`: the roles that come in. `elsewhere`: what these roles get when the thing is another office's
    ("opens" for a page that shows everybody their own). `args` are named by fixtures of `World`."""

    name: str
    own: set[str]
    args: tuple[str, ...] = ()
    elsewhere: str = "opens"
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Public:
    """A page of citizens: the same answer for everybody, officers too; `dossier` pages ask for the key."""

    name: str
    answer: str
    args: tuple[str, ...] = ()
    method: str = "get"


DESK = (
    Row("home", EVERYBODY),
    Row("today", SEES),
    Row("queue", SEES, ("queue",)),
    Row("search", SEES),
    Row("batches", SEES),
    Row("batches", SEES, method="post", data={"viec": "ghi-chu", "ho_so": "x"}),
    Row("batch", SEES, ("many",), "404"),
    Row("substitutes", LEADS),
    Row("substitutes", LEADS, method="post"),
    Row("substitute_end", LEADS, ("substitution",), "404", method="post"),
    Row("intake", {"receiver"}),
    Row("intake", {"receiver"}, method="post"),
    Row("dossier", SEES, ("code",), "404"),
    Row("control_slip", SEES, ("code",), "404"),
    Row("declaration", SEES, ("code",), "404"),
    Row("issued_form", SEES, ("code", "form"), "404"),
    Row("file_page", SEES, ("code", "file", "page"), "404"),
    Row("file_view", SEES, ("code", "file"), "404"),
    Row("file", SEES, ("code", "file"), "404"),
    Row("form_again", SEES, ("code", "form"), "404"),
    Row("form_again", SEES, ("code", "form"), "404", method="post"),
    Row("act", SEES, ("code", "slug"), "404"),
    Row("law", LAW),
    Row("law_value", LAW, ("law",)),
    Row("law_value", LAW, ("law",), method="post"),
    Row("forms", LAW),
    Row("form_words", LAW, ("form_set", "key")),
    Row("form_words", LAW, ("form_set", "key"), method="post"),
    Row("form_sample", LAW, ("form_set", "key")),
    Row("form_trial", LAW, ("form_set", "key"), method="post"),
    Row("agency", MEMBERS),
    Row("agency", MEMBERS, method="post"),
    Row("agency_rename", MEMBERS, method="post"),
    Row("unit_new", MEMBERS, method="post"),
    Row("agency_beside", MEMBERS, method="post"),
    Row("agency_take_up", set(), method="post"),  # who administers every office: test_offices.py
    Row("unit", MEMBERS, ("unit",), "404"),
    Row("unit", MEMBERS, ("unit",), "404", method="post"),
    Row("unit_close", MEMBERS, ("unit",), "404", method="post"),
    Row("agency_put_back", MEMBERS, ("change",), "404", method="post"),
    Row("setup", MEMBERS),
    Row("setup_history", MEMBERS),
    Row("messages", {"administrator"}),
    Row("message_words", {"administrator"}, ("message",)),
    Row("message_words", {"administrator"}, ("message",), method="post"),
    Row("message_restore", {"administrator"}, ("message",), method="post", data={"version": 0, "seen": 0}),
    Row("officers", MEMBERS),
    Row("officers", MEMBERS, method="post"),
    Row("rights_review", MEMBERS),
    Row("rights_review", MEMBERS, method="post"),
    Row("officer", MEMBERS, ("officer",), "404"),
    Row("officer_act", MEMBERS, ("officer", "unlocks"), "404", method="post"),
    Row("calendar", CALENDAR),
    Row("calendar_hours", CALENDAR, method="post"),
    Row("calendar_day", CALENDAR, method="post"),
    Row("calendar_remove", CALENDAR, ("day",), "404", method="post"),
    Row("calendar_preview", CALENDAR),
    Row("calendar_publish", CALENDAR, method="post"),
    Row("leader", LEADS),
    Row("figure_now", LEADS, ("now",)),
    Row("counted", LEADS, ("counted",), data={"tu": "2026-11-01", "den": "2026-11-10"}),
    Row("reports", LEADS),
    Row("reports", LEADS, method="post"),
    Row("report", LEADS, ("report",), "404"),
    Row("report_again", LEADS, ("report",), "404", method="post"),
    Row("report_file", LEADS, ("report", "kind"), "404"),
    Row("registers", LEADS),
    Row("register_ask", LEADS, method="post"),
    Row("register_check", LEADS),
    Row("register_check", LEADS, method="post"),
    Row("register_file", LEADS, ("register",), "404"),
    Row("histories", {"office"}),
    Row("histories", {"office"}, method="post"),
    Row("history_sample", {"office"}),
    Row("history", {"office"}, ("batch",), "404"),
    Row("dossier_trail", LEADS, ("code",), "404"),
    Row("data_requests", LEADS),
    Row("data_request_answer", LEADS, ("page",), method="post"),
    Row("book", {"administrator"}),
    Row("book_digests", {"administrator"}),
    Row("book_digest", {"administrator"}, ("digest_day",)),
    Row("own_trail", EVERYBODY),
    Row("backups", {"administrator"}),
    Row("retention", {"administrator"}),
    Row("disposal_new", {"administrator"}, method="post"),
    Row("disposal", {"administrator"}, ("disposal",), "404"),
    Row("disposal_csv", {"administrator"}, ("disposal",), "404"),
    Row("disposal_withdraw", {"administrator"}, ("disposal",), "404", method="post"),
    Row("disposal_keep", {"administrator"}, ("disposal", "disposal_item"), "404", method="post"),
    Row("office", EVERYBODY),
    Row("notices", EVERYBODY),
    Row("notices_read", EVERYBODY, method="post"),
    Row("account", EVERYBODY),
    Row("account", EVERYBODY, method="post"),
    Row("catalogue", CATALOGUE),
    Row("catalogue_version", CATALOGUE, ("version",)),
    Row("catalogue_act", CATALOGUE, ("version", "verb"), method="post"),
    Row("catalogue_switch", CATALOGUE, ("procedure",), method="post"),
    Row("catalogue_compare", CATALOGUE, ("version",)),
    Row("catalogue_compare", CATALOGUE, ("version",), method="post"),
    Row("catalogue_edit", CATALOGUE, ("draft", "section")),
    Row("catalogue_edit", CATALOGUE, ("draft", "section"), method="post"),
    Row("process_sheet", CATALOGUE, ("version",)),
    Row("process_table", CATALOGUE, ("version",)),
    Row("process_import", CATALOGUE, ("version",)),
    Row("process_import", CATALOGUE, ("version",), method="post"),
    Row("postings", CATALOGUE),
    Row("posting_paper", CATALOGUE, data={"pham_vi": "tat-ca"}),
    Row("posting_post", CATALOGUE, method="post"),
    Row("posting_down", CATALOGUE, ("posting",), "404", method="post"),
    Row("articles", CATALOGUE),
    Row("article_new", CATALOGUE),
    Row("article_change", CATALOGUE, ("article",), "404"),
    Row("article_remove", CATALOGUE, ("article",), "404", method="post"),
)
# Pages of the account itself: open to strangers, or to every account; tests/desk/test_session.py.
OWN_ACCOUNT = {"login", "second_step", "logout", "password", "factor", "factor_codes", "factor_off"}
OWN_ACCOUNT |= {"invitation"}  # tests/desk/test_invitations.py
# A notice is found by whom it was written for, whatever their role; tests/desk/test_notices.py.
OWN_THING = {"notice"}

# Without the key of the dossier or the cookie of the draft: what a stranger gets, and so does an officer.
PORTAL = (
    Public("home", "200"),
    Public("procedures", "200"),
    Public("procedure", "200", ("procedure",)),
    Public("blank_form", "404", ("procedure",)),
    Public("life_event", "404", ("article_slug",)),
    Public("news", "200"),
    Public("article", "200", ("article_slug",)),
    Public("apply", "200"),
    Public("file_forgotten", "200"),
    Public("file_place_options", "200"),
    Public("file_start", "200", ("procedure",)),
    Public("file_forget", "405", ("procedure",)),
    Public("file_receipt", "302", ("procedure",)),
    Public("file_draft_form", "302", ("procedure",)),
    Public("file_draft_file", "302", ("procedure", "page")),
    Public("file_case", "302", ("procedure",)),
    Public("file_place", "302", ("procedure",)),
    Public("file_filer", "302", ("procedure",)),
    Public("file_owner", "302", ("procedure",)),
    Public("file_content", "302", ("procedure",)),
    Public("file_files", "302", ("procedure",)),
    Public("file_result", "302", ("procedure",)),
    Public("file_check", "302", ("procedure",)),
    Public("lookup", "200"),
    Public("lookup_number", "200"),
    Public("lookup_number_code", "302"),
    Public("lookup_number_list", "302"),
    Public("renew_key", "200"),
    Public("lookup_result", "302", ("code",)),
    Public("unlock", "405", ("code",)),
    Public("dossier", "302", ("code",)),
    Public("supplement", "302", ("code",)),
    Public("correct", "302", ("code",)),
    Public("correct_details", "302", ("code", "block")),
    Public("withdraw", "405", ("code",)),
    Public("withdraw", "302", ("code",), "post"),
    Public("close_dossier", "405", ("code",)),
    Public("dossier_form", "302", ("code",)),
    Public("dossier_file", "302", ("code", "page")),
    Public("dossier_issued", "302", ("code", "form")),
    Public("object", "200", ("code",)),
    Public("objected", "200", ("code",)),
    Public("object_from_account", "405", ("code",)),
    Public("object_from_account", "302", ("code",), "post"),
    Public("sms_inbox", "200"),
    Public("figures", "200"),
    Public("agency_figures", "200", ("agency",)),
    Public("safety", "200"),
    Public("security_txt", "200"),
)


class World:
    """One dossier of Xã Sơn Tây that has been received, and what hangs on it."""

    def __init__(self, office: Any) -> None:
        self.dossier = cast.receive(
            office, cast.file_online(office, at("2026-11-10 08:00"), "2.000815"), at("2026-11-10 08:10")
        )
        closure = Day.objects.create(
            agency=office.agency, date="2026-12-01", kind="closure", name="Di dời trụ sở"
        )
        article = Article.objects.create(
            title="Thông báo", slug="thong-bao", summary="x", body="x", published_on="2026-01-01",
            agency=office.agency,
        )  # fmt: skip
        self.args: dict[str, Any] = {
            "agency": office.agency.code,
            "officer": office.people["hoa"].pk,
            "unlocks": "mo-khoa-dang-nhap",
            "queue": "open",
            "now": "late",
            "counted": "received",
            "kind": "pdf",
            "code": self.dossier.code,
            "block": "nguoi-nop",
            "form": self.dossier.issued_forms.get().pk,
            "file": self.dossier.files.first().file.pk,
            "page": 1,
            "slug": "ghi-chu",
            "law": "accept_limit",
            "form_set": "TT03-2025",
            "key": "refusal",
            "message": "key_renewed",
            "unit": office.agency.units.get(kind_key="economy").pk,
            "day": closure.pk,
            "version": Version.objects.get(procedure__code=cast.version("1.004837").procedure.code).pk,
            "verb": "dong",
            "section": "noi-dung",
            "procedure": "1.004837",
            "article": article.pk,
            "article_slug": article.slug,
        }

    def address(self, space: str, row: Row | Public) -> str:
        for name in MADE_WHEN_NAMED & set(row.args):
            self.args[name] = getattr(self, f"_{name}")()
        return reverse(f"{space}:{row.name}", args=[self.args[name] for name in row.args])

    def _report(self) -> int:
        moment = at("2026-11-10 08:30")
        asked = make.ask(
            form=II06A, agency=self.dossier.deciding_agency, by=Actor.system(), at=moment,
            period=Period(moment.date(), moment.date()),
        )  # fmt: skip
        make.run_next(clock=lambda: moment)
        return asked.pk

    def _substitution(self) -> int:
        agency, moment = self.dossier.deciding_agency, at("2026-11-10 08:30")
        tam = User.objects.get(username="tam")
        days = {"valid_from": moment.date(), "valid_to": moment.date()}
        return arrange(
            agency=agency, absent=self.dossier.received_by, substitute=tam, reason="Nghỉ ốm",
            by=Actor.system(), at=moment, **days,
        ).pk  # fmt: skip

    def _many(self) -> int:
        agency, moment = self.dossier.deciding_agency, at("2026-11-10 08:30")
        by = Actor("officer", self.dossier.received_by_id, "Nguyễn Thị Hoa")
        picked = [(self.dossier, self.dossier.last_seq)]
        return many.ask(
            action=Action.NOTE, dossiers=picked, agency=agency, by=by, at=moment, note="x"
        ).pk  # fmt: skip

    def _register(self) -> int:
        agency, moment = self.dossier.receiving_agency, at("2026-11-10 08:30")
        asked = register.ask_print(agency=agency, year=2026, by=Actor.system(), at=moment)
        register.print_next(clock=lambda: moment)
        return asked.pk

    def _disposal(self) -> int:
        moment = at("2026-11-10 08:30")
        asked = {"before": moment, "listed_at": moment, "listed_by": "quantri"}
        listed, _ = Disposal.objects.get_or_create(agency=self.dossier.deciding_agency, defaults=asked)
        item, _ = DisposalItem.objects.get_or_create(
            disposal=listed, dossier=self.dossier, defaults={"closed_at": moment}
        )
        self.args["disposal_item"] = item.pk
        return listed.pk

    def _change(self) -> int:
        agency, moment = self.dossier.receiving_agency, at("2026-11-10 08:30")
        change_facts(agency=agency, facts={"phone": "0239 3 999 999"}, by=Actor.system(), at=moment)
        return AuditEntry.objects.filter(action="agency.facts").latest("pk").pk

    def _digest_day(self) -> str:
        sealing.seal(at=at("2026-11-09 17:00"))
        return "2026-11-09"

    def _draft(self) -> int:
        published = Version.objects.get(pk=self.args["version"])
        return versions.new_draft_from(version=published, by=Actor.system(), at=at("2026-11-10 08:30")).pk

    def _posting(self) -> int:
        moment, hung = at("2026-11-10 08:30"), [Version.objects.get(pk=self.args["version"])]
        [row] = postings.post_up(
            agency=self.dossier.deciding_agency,
            versions=hung,
            posted_on=moment.date(),
            by=Actor("officer", 1, "Quản trị"),
            at=moment,
        )
        return row.pk

    def _batch(self) -> int:
        agency, moment = self.dossier.deciding_agency, at("2026-11-10 08:30")
        return begin(file=None, name="x", sha256="", agency=agency, by=Actor.system(), at=moment).pk


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def world(office, morning) -> World:
    return World(office)


@pytest.fixture(scope="module")
def visitors(office, django_db_blocker) -> dict[str, Client]:
    with django_db_blocker.unblock():
        people = access.visitors(own=office.agency, foreign=access.second_office(office.agency))
        return people | {"citizen": access.citizen("84905000111", "Trần Văn Bình", GIVEN)}


def answer(client: Client, method: str, url: str, data: dict | None = None) -> str:
    """What comes back; whatever it did is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, data or {})
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return access.outcome(response)


def wanted(row: Row, visitor: str) -> str:
    if visitor in OUTSIDE:
        return "login"
    role, _, elsewhere = visitor.partition(" ")
    if role not in row.own:
        return "403"
    return row.elsewhere if elsewhere else "opens"


def names_of(space: str) -> set[str]:
    found = (r for r in get_resolver().url_patterns if isinstance(r, URLResolver) and r.namespace == space)
    return {name for resolver in found for name in _names(resolver)}


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern)
        else:
            yield pattern.name


def test_every_address_stands_in_the_table() -> None:
    assert names_of("desk") == {row.name for row in DESK} | OWN_ACCOUNT | OWN_THING
    assert names_of("portal") == {row.name for row in PORTAL} | {door.name for door in CITIZENS}


@pytest.mark.parametrize("row", DESK, ids=lambda row: f"{row.method} {row.name}")
def test_the_desk_opens_to_whom_the_table_says(row: Row, world: World, visitors: dict[str, Client]) -> None:
    url = world.address("desk", row)
    wrong = {}
    for visitor, client in visitors.items():
        got, right = answer(client, row.method, url, row.data), wanted(row, visitor)
        if not (got in {"200", "302", "422"} if right == "opens" else got == right):
            wrong[visitor] = f"{got} instead of {right}"
    assert not wrong, f"{row.method} {url}: {wrong}"


@pytest.mark.parametrize("row", PORTAL, ids=lambda row: f"{row.method} {row.name}")
def test_a_citizens_page_answers_everybody_alike(
    row: Public, world: World, visitors: dict[str, Client]
) -> None:
    url = world.address("portal", row)
    asked = ("stranger", "citizen", "receiver", "receiver elsewhere", "administrator")
    got = {visitor: answer(visitors[visitor], row.method, url) for visitor in asked}
    assert got == dict.fromkeys(asked, row.answer), url


ASKED = {"reason": "x", "other_name": "x", "other_basis": "Điều 1"}
REVISED = {
    "owner_id_number": "042165001234", "filer_id_number": "042165001234",
    "owner_name": "Nguyễn Thị Lan", "owner_address": "Thôn Hạ", "filer_name": "Nguyễn Thị Lan",
    "filer_address": "Thôn Hạ", "content": "Sửa", "result_method": "office", "note": "x",
}  # fmt: skip
PROPOSES = {"receiver", "handler", "approver"}
ACTS = {
    "filed": {
        "tiep-nhan": ({"receiver"}, {}),
        "tu-choi-tiep-nhan": ({"receiver"}, {"reason_code": "other", "reason": "x", "basis": "Điều 1"}),
        "yeu-cau-bo-sung": ({"receiver"}, ASKED),
        "ghi-chu": (SEES, {"note": "x"}),
        "xac-dinh-tham-quyen": ({"receiver"}, {"to": "elsewhere", "where": "here"}),
    },
    "objected": {"tra-loi-chu-ho-so": (SEES, {"decision": "go_on", "note": "x"})},
    "sending": {"chuyen-co-quan": ({"receiver"}, {"to": "elsewhere"})},
    "arriving": {
        "nhan-ho-so-chuyen-den": ({"receiver"}, {}),
        "khong-thuoc-tham-quyen": ({"receiver"}, {"note": "x"}),
    },
    "received": {
        "yeu-cau-bo-sung-khi-xu-ly": (
            {"receiver"},
            ASKED,
        ),
        "nhan-xu-ly": ({"receiver"}, {"note": "x"}),
        "bo-qua-buoc": (set(), {"note": "x"}),  # only where the version lets it: test_skip.py
        "sua-thong-tin": ({"receiver"}, REVISED),
        "xin-y-kien": ({"receiver"}, {"to": "person", "note": "x", "amount": "1", "unit": "working_day"}),
        "giao-nguoi-xu-ly": ({"approver", "office"}, {"assignee": "tam", "note": "x"}),
        "chuyen-buoc": ({"receiver"}, {}),
        "dung-giai-quyet": ({"receiver", "approver"}, {"note": "x"}),
        "phai-cho": ({"receiver"}, {"reason_code": "disaster", "note": "x"}),
        "de-nghi-xin-loi": (PROPOSES, {"cause_code": "workload", "note": "x", "new_day": "20/11/2026"}),
        "de-nghi-gia-han": (PROPOSES, {"note": "x", "basis": "Điều 1", "days": "2"}),
        "dinh-chinh-ngay-hen": ({"approver"}, {"note": "x", "new_day": "20/11/2026"}),
        "sua-thoi-diem-tiep-nhan": (
            {"approver"},
            {"note": "x", "received_on": "10/11/2026", "received_time": "08:00"},
        ),
        "sua-thu-tuc": ({"approver"}, {"note": "x", "find": "1.004859", "case": "change"}),
    },
    "waiting": {"het-cho": ({"receiver"}, {})},
    "asked": {
        "duyet-de-nghi": ({"approver"}, {}),
        "khong-duyet-de-nghi": ({"approver"}, {"note": "x"}),
    },
    "completed": {"de-nghi-bo-sung-lan-nua": (PROPOSES, {"note": "x", "basis": "Điều 1"})},
    "processing": {
        "chuyen-buoc": ({"handler"}, {}),
        "tra-lai": ({"handler"}, {"note": "x"}),
        "cho-y-kien": (set(), {"note": "x"}),  # only who was asked: test_questions.py
        "rut-xin-y-kien": (set(), {"note": "x"}),  # only who asked
        "thu-hoi": ({"approver", "office"}, {"note": "x"}),  # and who sent it on: test_actions.py
        "hoan-tac": (set(), {}),  # only who did it: test_actions.py
        "yeu-cau-bo-sung-khi-xu-ly": (
            {"handler"},
            ASKED,
        ),
    },
    "signing": {
        "chuyen-buoc": ({"approver"}, {}),
        "tra-lai": ({"approver"}, {"note": "x"}),
        "tu-choi-giai-quyet": ({"approver"}, {"reason": "x", "basis": "Điều 1"}),
    },
    "at_return": {"co-ket-qua": ({"returner"}, {}), "tra-lai": ({"returner"}, {"note": "x"})},
    "done": {"tra-ket-qua": ({"returner"}, {"how": "office", "to": cast.LAN.name, "proof": "receipt"})},
    "posted": {"cap-nhat-buu-chinh": ({"returner"}, {"state": "under_way"})},
    "withdrawing": {
        "dong-y-rut": ({"receiver", "approver"}, {}),
        "khong-dong-y-rut": ({"receiver", "approver"}, {"note": "x"}),
    },
}


def _waits(office: Any, dossier: Dossier) -> None:
    terms.hold(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-10 08:06"), reason_code="disaster",
               note="Nước ngập trụ sở")  # fmt: skip


def _asks_the_leader(office: Any, dossier: Dossier) -> None:
    proposals.propose_extension(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-10 08:06"),
                                note="Phức tạp", basis="Điều 1", days=2)  # fmt: skip


def _was_completed(office: Any, dossier: Dossier) -> None:
    items = [Asked(dossier.version.components.order_by("ord").first())]
    supplement.ask(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-10 08:06"), reason="Mờ",
                   items=items)  # fmt: skip
    supplement.complete(dossier=dossier, by=Actor.citizen("Lan"), at=at("2026-11-10 08:07"), answer="Đây")


def _is_objected_to(office: Any) -> Dossier:
    """What was filed for another, who does not agree."""
    moment = at("2026-11-10 08:00")
    draft = cast.fill_in(office, moment)
    drafts.save(draft=draft, block="owner", values=MOTHER_TYPED | {"relation": "child"}, at=moment)
    dossier = submit(draft=draft, at=moment).dossier
    return objection.by_account(dossier=dossier, citizen=proven(MOTHER), reason="Không nhờ", at=moment)


def _goes_elsewhere(office: Any, dossier: Dossier) -> Dossier:
    """What Sơn Tây received, and the other office decides."""
    between.route(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-10 08:02"), to=_elsewhere(office))
    return cast.receive(office, dossier, at("2026-11-10 08:05"))


def _comes_from_elsewhere(office: Any) -> Dossier:
    """What the other office received, and Sơn Tây decides."""
    other = _elsewhere(office)
    receiver = actor_of(User.objects.get(username="receiver-khac"))
    filed = cast.file_online(replace(office, agency=other), at("2026-11-10 08:00"))
    for verb, more in ((between.route, {"to": office.agency}), (intake.receive, {}),
                       (between.transfer, {"to": office.agency})):  # fmt: skip
        filed = verb(dossier=filed, by=receiver, at=at("2026-11-10 08:05"), **more)
    return filed


def _elsewhere(office: Any) -> Agency:
    return next(a for a in could_decide(cast.version("1.004837"), at("2026-11-10 08:00").date())
                if a != office.agency)  # fmt: skip


PREPARED = {"waiting": _waits, "asked": _asks_the_leader, "completed": _was_completed}
BOTH_SEE = {"sending", "arriving"}  # who receives and who decides
NOT_IN_THIS_CATALOGUE = {"de-nghi-xac-minh"}  # no procedure of these offices gives time for verification


def stage_of(office: Any, stage: str) -> Dossier:
    """A dossier brought by its services to the stage of that name."""
    if stage == "arriving":
        return _comes_from_elsewhere(office)
    dossier = cast.file_online(office, at("2026-11-10 08:00"))
    if stage == "filed":
        return dossier
    if stage == "objected":
        return _is_objected_to(office)
    if stage == "sending":
        return _goes_elsewhere(office, dossier)
    dossier = cast.receive(office, dossier, at("2026-11-10 08:05"))
    if stage == "withdrawing":
        return withdraw.withdraw(dossier=dossier, by=Actor.citizen("Lan"), at=at("2026-11-10 08:06"))
    if stage in PREPARED:
        PREPARED[stage](office, dossier)
        return dossier
    ways = {"received": 0, "processing": 1, "signing": 2, "at_return": 3, "done": 3, "posted": 3}
    for minute, who in enumerate(("hoa", "minh", "khang")[: ways[stage]], start=10):
        dossier = cast.forward(office, dossier, at(f"2026-11-10 08:{minute}"), who)
    if stage in ("done", "posted"):
        dossier = finish.finish(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-10 08:20"))
    if stage == "posted":
        dossier = finish.hand_over(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-10 08:30"),
                                   how="post", to="", waybill="EB123456789VN")  # fmt: skip
    return dossier


@pytest.mark.parametrize("stage", ACTS)
def test_an_action_is_done_by_whom_the_table_says(
    stage: str, office: Any, morning: Any, visitors: dict[str, Client]
) -> None:
    dossier = stage_of(office, stage)
    wrong = {}
    for slug, (roles, data) in ACTS[stage].items():
        url = reverse("desk:act", args=[dossier.code, slug])
        typed = data | ({"assignee": office.people["tam"].pk} if "assignee" in data else {})
        if "case" in typed:
            typed["case"] = cast.version("1.004859").cases.order_by("ord").first().pk
        if typed.get("to") == "elsewhere":
            typed["to"] = str(_elsewhere(office).pk)
        elif typed.get("to") == "person":
            typed["to"] = f"p{office.people['yen'].pk}"
        for visitor, client in visitors.items():
            role, _, elsewhere = visitor.partition(" ")
            right = "302" if role in roles else "403"
            if elsewhere and role in SEES:
                right = "404" if stage not in BOTH_SEE else "403"
            right = "login" if visitor in OUTSIDE else right
            got = answer(client, "post", url, typed)
            if got != right:
                wrong[f"{slug} by {visitor}"] = f"{got} instead of {right}"
    assert not wrong


def test_every_action_of_the_desk_stands_in_the_table() -> None:
    assert {slug for acts in ACTS.values() for slug in acts} == set(BY_SLUG) - NOT_IN_THIS_CATALOGUE

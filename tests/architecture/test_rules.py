"""Rules of the house that a machine can check."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from audit.models import AppendOnlyModel
from tests.architecture.test_ladder import RUNG, sources

ROOT = settings.BASE_DIR
STATE_FIELD = "state"
DOSSIER_SERVICES = ROOT / "dossiers/services"


def test_import_stands_at_the_top_of_its_file() -> None:
    """The one exception is `AppConfig.ready`: models are not loaded before it."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for room in RUNG
        for file, tree in sources(room)
        for function in functions(tree)
        if not (file.name == "apps.py" and function.name == "ready")
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found, "\n".join(found)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def templates() -> list[Path]:
    return sorted(
        file
        for folder in [ROOT / "templates", *(ROOT / room / "templates" for room in RUNG)]
        for file in folder.rglob("*.html")
        # The law's forms become PDF by our own hand and never reach a browser.
        if ROOT / "templates/documents" not in file.parents
    )


INLINE = re.compile(
    r"""<style\b|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|<script\b(?![^>]*\bsrc=)|javascript:""", re.I
)
DATA_BLOCK = re.compile(r"""<script\b[^>]*type=["']application/(json|ld\+json)["']""", re.I)


@pytest.mark.parametrize("file", templates(), ids=lambda file: str(file.relative_to(ROOT)))
def test_template_has_no_inline_style_or_script(file: Path) -> None:
    found = [
        line for line in file.read_text().splitlines() if INLINE.search(line) and not DATA_BLOCK.search(line)
    ]
    assert not found, "\n".join(found)


def writes_of_state(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every way to put a dossier into a state, or into the world, without its services."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr == STATE_FIELD
                    and names_dossier(target.value)
                ):
                    yield node.lineno, "assigns .state"
        if isinstance(node, ast.Call):
            yield from call_that_writes(node)


MAKES_DOSSIER = re.compile(
    r"\bDossier(\.objects(\.\w+\(.*\))*\.(create|get_or_create|update_or_create|bulk_create|bulk_update))?$"
)


def call_that_writes(call: ast.Call) -> Iterator[tuple[int, str]]:
    called = ast.unparse(call.func)
    arguments = {keyword.arg for keyword in call.keywords}
    if called in {"setattr", "object.__setattr__"} and "'state'" in map(ast.unparse, call.args):
        yield call.lineno, "sets state by name"
    if (
        STATE_FIELD in arguments
        and re.search(r"\.(update|update_or_create)$", called)
        and names_dossier(call.func)
    ):
        yield call.lineno, "updates state"
    if MAKES_DOSSIER.search(called):
        yield call.lineno, "makes a dossier"
    if re.search(r"\b(baker|mixer)\b|Factory", called) and re.search("dossier", ast.unparse(call), re.I):
        yield call.lineno, "makes a dossier by a factory"


def names_dossier(expression: ast.expr) -> bool:
    return bool(re.search(r"dossier", ast.unparse(expression), re.I))


def every_source() -> Iterator[Path]:
    for room in (*RUNG, "tests", "benchmarks"):
        yield from sorted((ROOT / room).rglob("*.py"))


def test_dossier_state_is_written_by_its_services_alone() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} {what}"
        for file in every_source()
        if DOSSIER_SERVICES not in file.parents and "migrations" not in file.parts and file != Path(__file__)
        for line, what in writes_of_state(ast.parse(file.read_text()))
    ]
    assert not found, "\n".join(found)


def test_no_fixture_file_carries_dossiers() -> None:
    found = [
        file for file in ROOT.glob("*/fixtures/**/*.*") if "dossiers.dossier" in file.read_text().lower()
    ]
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "dossier.state = 'received'",
        "self.dossier.state = State.DONE",
        "Dossier.objects.filter(pk=1).update(state='done')",
        "Dossier.objects.create(code='x')",
        "Dossier(code='x')",
        "Dossier.objects.bulk_create([])",
        "setattr(dossier, 'state', 'done')",
        "baker.make('dossiers.Dossier')",
        "DossierFactory()",
    ],
)
def test_the_state_rule_catches(code: str) -> None:
    assert list(writes_of_state(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "Dossier.objects.get(pk=1)",
        "message.state = 'sent'",
        "dossier.note = 'x'",
        "Dossier.objects.filter(state=1)",
    ],
)
def test_the_state_rule_lets_pass(code: str) -> None:
    assert not list(writes_of_state(ast.parse(code)))


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


RECORDS = {"audit.AuditEntry", "dossiers.Event", "dossiers.ClockEntry", "dossiers.DossierFact"}


def test_records_are_append_only() -> None:
    """What the design calls append-only really is: the role's rights hang on this."""
    marked = {model._meta.label for model in apps.get_models() if issubclass(model, AppendOnlyModel)}
    assert marked >= RECORDS


CLOCK = re.compile(r"(timezone\.(now|localdate|localtime)|datetime\.(now|utcnow|today)|date\.today)")
EDGES = {"commands", "tasks", "views", "install"}  # where work begins
FIELDS = {"captcha", "fields"}  # form fields validate at the moment they are typed into


def test_the_clock_is_read_at_the_edge() -> None:
    """Services, selectors and pure modules are given the time."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for room in RUNG
        if room not in {"portal", "desk"}
        for file, tree in sources(room)
        if not (EDGES | FIELDS) & {file.stem, *file.parts}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and CLOCK.fullmatch(ast.unparse(node.func))
    ]
    assert not found, "\n".join(found)


def test_sizes_are_reported(record_property: pytest.FixtureRequest) -> None:
    """An aim, not a fence: long files and functions are named in the report, and fail nothing."""
    files = {file: file.read_text() for file in every_source() if "migrations" not in file.parts}
    long_files = [str(file.relative_to(ROOT)) for file, text in files.items() if text.count("\n") > 400]
    long_functions = [
        f"{file.relative_to(ROOT)}:{function.name}"
        for file, text in files.items()
        for function in functions(ast.parse(text))
        if (function.end_lineno or 0) - function.lineno > 50
    ]
    record_property("files over 400 lines", ", ".join(long_files))
    record_property("functions over 50 lines", ", ".join(long_functions))
    assert files

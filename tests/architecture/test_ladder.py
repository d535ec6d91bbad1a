"""The import ladder holds for imports, for foreign keys written as strings, and for reverse accessors."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = settings.BASE_DIR
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
RUNGS = [[room.strip() for room in layer.split("|")] for layer in reversed(CONTRACT["layers"])]
RUNG = {room: number for number, rooms in enumerate(RUNGS) for room in rooms}
FACES = {"portal", "desk"}


def sources(room: str) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted((ROOT / room).rglob("*.py")):
        if "migrations" not in file.parts:
            yield file, ast.parse(file.read_text())


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in RUNG]


def test_every_room_stands_on_the_ladder() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms == set(RUNG)


def test_every_import_goes_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_foreign_key_goes_down(model: type[models.Model]) -> None:
    own = model._meta.app_label
    fields = [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]
    targets = {field.related_model for field in fields}
    for target in targets:
        room = target._meta.app_label if target else "contenttypes"
        if room in RUNG and room != own:
            assert RUNG[room] < RUNG[own], f"{model._meta.label} points up or aside to {target._meta.label}"


def reverse_names(upper: str) -> set[str]:
    """The names under which rows of `upper` hang on rows of rooms below it."""
    names = set()
    for model in our_models():
        for relation in model._meta.related_objects:
            if relation.related_model._meta.app_label == upper != model._meta.app_label:
                names |= {relation.get_accessor_name(), relation.name} - {None}
    return {name for name in names if not name.endswith("+")}


def names_of_its_own(room: str) -> set[str]:
    """Field names and the reverse accessors between models of the room itself."""
    return {
        field.name
        for model in our_models()
        if model._meta.app_label == room
        for field in model._meta.get_fields()
        if not field.auto_created or not field.related_model or field.related_model._meta.app_label == room
    }


@pytest.mark.parametrize("room", [room for room in RUNG if room not in FACES])
def test_room_uses_no_reverse_accessor_of_a_room_above(room: str) -> None:
    forbidden = {name: upper for upper in RUNG if RUNG[upper] > RUNG[room] for name in reverse_names(upper)}
    own = names_of_its_own(room)
    forbidden = {name: upper for name, upper in forbidden.items() if name not in own}
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno} .{node.attr} belongs to {forbidden[node.attr]}"
        for file, tree in sources(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in forbidden
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("room", [room for room in RUNG if room not in FACES])
def test_room_below_the_faces_has_no_screens(room: str) -> None:
    """Machine-facing endpoints live with what they serve; pages live in the faces."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, tree in sources(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "render"
        and any(isinstance(arg, ast.Name) and arg.id == "request" for arg in node.args)
    ]  # fmt: skip
    assert not found, "\n".join(found)

"""docs/law.md says only what is true: every file and every test that it names is there."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
TEXTS = (
    "docs/law.md", "docs/architecture.md", "docs/glossary.md",
    "docs/threat-model.md", "docs/security-tests.md",
)  # fmt: skip
FILE = re.compile(r"`((?:[\w.]+/)+[\w.-]+\.(?:py|md|json))(?:::(test_\w+))?`")


@pytest.mark.parametrize("name", TEXTS)
def test_what_a_document_names_is_there(name: str) -> None:
    missing = []
    for path, test in FILE.findall((ROOT / name).read_text(encoding="utf-8")):
        file = ROOT / path
        if not file.is_file():
            missing.append(path)
        elif test and not re.search(rf"def {test}\b", file.read_text(encoding="utf-8")):
            missing.append(f"{path}::{test}")
    assert not missing, "\n".join(missing)

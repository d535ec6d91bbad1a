"""Every address of the product, as Django knows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

GAP = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")
PLAUSIBLE = {
    "int": "1", "uuid": "11111111-2222-3333-4444-555555555555", "slug": "mot", "procedure": "2.000815",
    "version_action": "dong", "version_section": "thoi-han", "str": "x", None: "x",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """`name` with its name space, `path` as it is written down."""

    name: str
    path: str

    @property
    def anywhere(self) -> str:
        """The address with something plausible in each gap; of a thing that need not exist."""
        plain = NAMED_GROUP.sub("x", self.path).replace("\\.", ".").rstrip("$").replace("^", "")
        return GAP.sub(lambda gap: PLAUSIBLE[gap["kind"]], plain)


def every_route() -> list[Route]:
    """All of them, in the order of the urls."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: list, before: str, space: str) -> Iterator[Route]:
    for row in patterns:
        here = before + str(row.pattern)
        if isinstance(row, URLResolver):
            yield from _walk(row.url_patterns, here, f"{row.namespace}:" if row.namespace else space)
        elif isinstance(row, URLPattern):
            yield Route(f"{space}{row.name}", here)

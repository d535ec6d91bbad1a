"""Forms as a robot finds them on a page: where they go, and what stands in each field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "tel", "email", "password", "number", "url", "date", "textarea", ""}


@dataclass
class Form:
    """`fields`: name -> (kind, value). `action` is empty where it goes to its own page."""

    action: str
    method: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    def filled(self, payload: str, *, hidden: bool = False) -> dict[str, str]:
        """The payload in every field one types into; with `hidden` in all but the token."""
        return {
            name: payload if kind in TYPED or (hidden and name != "csrfmiddlewaretoken") else value
            for name, (kind, value) in self.fields.items()
            if kind != "file"
        }


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms and tag in ("input", "textarea", "select", "button"):
            self._take(tag, given)
        elif self.forms and tag == "option" and self._select:
            kind, value = self.forms[-1].fields[self._select]
            if not value or "selected" in given:
                self.forms[-1].fields[self._select] = (kind, given.get("value", ""))

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        kind = given.get("type", "") if tag == "input" else tag
        self._select = name if tag == "select" else ""
        if name and (name not in self.forms[-1].fields or "checked" in given):
            self.forms[-1].fields[name] = (kind, given.get("value", ""))


def forms_of(page: str) -> list[Form]:
    reader = Reader()
    reader.feed(page)
    return reader.forms

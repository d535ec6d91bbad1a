"""Plain inputs and lists written without templates: Django's take one for each field and each option."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets/"
INPUTS = {f"{FOLDER}{name}.html" for name in ("text", "number", "email", "hidden", "password", "checkbox")}


class Renderer(DjangoTemplates):
    """Django's own, letter by letter; what is not a plain input still comes from its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == f"{FOLDER}textarea.html":
            return _textarea(context["widget"])
        if template_name == f"{FOLDER}select.html":
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    given = "" if value is None else f' value="{conditional_escape(value)}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return mark_safe(f'<input type="{kind}" name="{name}"{given}{_attributes(widget["attrs"])}>')


def _textarea(widget: dict[str, Any]) -> SafeString:
    name, text = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return mark_safe(f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{text}</textarea>')


def _select(widget: dict[str, Any]) -> SafeString:
    name = conditional_escape(widget["name"])
    groups = "".join(_group(title, options) for title, options, _ in widget["optgroups"])
    return mark_safe(f'<select name="{name}"{_attributes(widget["attrs"])}>{groups}\n</select>')


def _group(title: Any, options: list[dict[str, Any]]) -> str:
    lines = "".join(f"\n  {_option(option)}" for option in options)
    if not title:
        return lines
    return f'\n  <optgroup label="{conditional_escape(title)}">{lines}\n  </optgroup>'


def _option(option: dict[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n'


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )  # fmt: skip

"""Forms: field, error summary, button, upload, confirmation, captcha, filters, search."""

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.forms import BoundField, Form
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = Library()

ACCEPT = ".pdf,.doc,.docx,.jpg,.jpeg,.png,.heic,.zip"
BUTTON_KINDS = ("primary", "secondary", "danger", "link")


def _choose(value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    return value


@register.inclusion_tag("_components/button.html")
def button(
    label: str,
    *,
    kind: str = "primary",
    href: str = "",
    name: str = "",
    value: Any = "",
    type: str = "submit",
    form: str = "",
    shortcut: int | str = "",
    novalidate: bool = False,
    disabled: bool = False,
    describe: str = "",
) -> dict:
    """A button that says what it does; with `href` a link that looks like one; `shortcut=1` is Alt+1."""
    return {**locals(), "kind": _choose(kind, BUTTON_KINDS)}


@register.inclusion_tag("_components/copy_button.html")
def copy_button(name: str, label: str, *, pairs: str = "") -> dict:
    """A submit button that copies `pairs` ("to:from to:from") in place where JavaScript runs."""
    return locals()


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, django_forms.CheckboxSelectMultiple | django_forms.RadioSelect):
        return "choices"
    if isinstance(widget, django_forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, django_forms.FileInput):
        return "file"
    if isinstance(widget, django_forms.MultiWidget | django_forms.SelectDateWidget):
        return "group"
    return "select" if isinstance(widget, django_forms.Select) else "input"


CSS = {
    "checkbox": "check-input",
    "file": "file-input",
    "select": "select-input",
    "choices": "",
    "group": "input",
    "input": "input",
}


def _control(bound: BoundField, kind: str, width: str) -> SafeString:
    """The widget with our class; ids of hint and error are wired by Django itself."""
    own = bound.field.widget.attrs.get("class", "")
    attrs = {"class": " ".join(word for word in (CSS[kind], width and f"is-{width}", own) if word)}
    if kind == "file":
        attrs.setdefault("accept", bound.field.widget.attrs.get("accept", ACCEPT))
    return bound.as_widget(attrs=attrs)


def _options(bound: BoundField) -> list[dict]:
    described = bound.aria_describedby or ""
    return [
        {
            "tag": option.tag(),
            "label": option.choice_label,
            "id": option.id_for_label,
            "described": described,
        }
        for option in bound.subwidgets
    ]


@register.inclusion_tag("_components/field.html")
def field(bound: BoundField, *, width: str = "", label: str = "") -> dict:
    """One form field: label, hint above, the error's sentence, the input, wired for screen readers."""
    kind = _kind(bound)
    return {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "required": bound.field.required,
        "control": "" if kind == "choices" else _control(bound, kind, width),
        "options": _options(bound) if kind == "choices" else [],
        "multiple": getattr(bound.field.widget, "allow_multiple_selected", False),
    }


@register.inclusion_tag("_components/fields.html")
def fields(form: Form, *names: str) -> dict:
    """Several fields in order; without names all of them, the hidden ones included."""
    chosen = [form[name] for name in names] if names else form.visible_fields()
    return {"chosen": chosen, "hidden": [] if names else form.hidden_fields()}


def _summary(form: Form) -> Iterable[dict]:
    for sentence in form.non_field_errors():
        yield {"sentence": sentence, "target": ""}
    for bound in form:
        for sentence in bound.errors:
            first = (
                next((option["id"] for option in _options(bound)), "") if _kind(bound) == "choices" else ""
            )
            yield {"sentence": sentence, "target": "" if bound.is_hidden else first or bound.id_for_label}


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms: Form, title: str = "") -> dict:
    """What has to be put right, at the top, each sentence a link to its field; nothing when all is well."""
    return {"errors": [line for form in forms if form.errors for line in _summary(form)], "title": title}


@register.simple_tag
def required_note() -> SafeString:
    """What the red star means, once a page."""
    star = '<span class="required" aria-hidden="true">*</span><span class="visually-hidden">sao</span>'
    return format_html('<p class="soft small">Mục có dấu {} là mục bắt buộc.</p>', mark_safe(star))  # noqa: S308


@register.inclusion_tag("_components/upload.html")
def upload(
    name: str,
    *,
    label: str,
    id: str = "",
    hint: str = "",
    accept: str = ACCEPT,
    multiple: bool = False,
    required: bool = False,
    errors: Iterable[str] = (),
    button: str = "",
) -> dict:
    """A file input with our own words on it; works without JavaScript."""
    words = button or ("Chọn các tệp" if multiple else "Chọn tệp")
    return {**locals(), "id": id or f"id_{name}", "errors": list(errors), "button": words}


@register.simple_block_tag(takes_context=True)
def confirm_panel(
    context: Context,
    content: str,
    *,
    title: str,
    action: str,
    button: str,
    summary: str = "",
    danger: bool = False,
    open: bool = False,
    shortcut: int | str = "",
    multipart: bool = False,
    hidden: dict | None = None,
    kind: str = "",
    id: str = "",
) -> str:
    """A closed panel that opens into a POST form with the block's fields: a second thought before an act."""
    values = {**locals(), "summary": summary or button, "hidden": (hidden or {}).items()}
    del values["context"]
    return render_to_string("_components/confirm_panel.html", values, request=context.get("request"))


@register.inclusion_tag("_components/captcha_block.html")
def captcha_block(
    bound: BoundField,
    *,
    image_url: str = "",
    audio_url: str = "",
    question: str = "",
    action: str = "captcha_action",
) -> dict:
    """A picture or a written question, with a way to change either; the buttons keep what was typed."""
    return {**locals(), "control": _control(bound, "input", "short")}


@register.inclusion_tag("_components/filters.html")
def filters(
    form: Form, *, action: str = "", button: str = "Lọc", clear_url: str = "", live_target: str = ""
) -> dict:
    """A GET form in one row; with `live_target` htmx refreshes that part as choices change."""
    return locals()


@register.inclusion_tag("_components/search_box.html")
def search_box(
    *,
    action: str,
    value: str = "",
    name: str = "q",
    label: str = "Tìm thủ tục",
    placeholder: str = "",
    live_target: str = "",
    hide_label: bool = False,
) -> dict:
    """A search form; with `live_target` it answers while one types, and by its button without JavaScript."""
    return locals()

"""Field builders that the desk's forms share: plain Vietnamese labels and sentences."""

from typing import Any

from django import forms

LONGEST_NOTE = 2000
LONGEST_BASIS = 300
LONGEST_NAME = 200


def text(label: str, *, longest: int = LONGEST_NAME, missing: str = "", **rest: Any) -> forms.CharField:
    """One line; required where `missing` gives the sentence for an empty box."""
    attrs = {"autocomplete": "off", **rest.pop("attrs", {})}
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=longest,
        error_messages=_sentences(missing, longest),
        widget=forms.TextInput(attrs=attrs),
        **rest,
    )


def paragraph(label: str, *, longest: int = LONGEST_NOTE, missing: str = "", **rest: Any) -> forms.CharField:
    """Several lines; required where `missing` gives the sentence for an empty box."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=longest,
        error_messages=_sentences(missing, longest),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        **rest,
    )


def day(label: str, *, missing: str = "", **rest: Any) -> forms.DateField:
    """A day as dd/mm/yyyy (or as a date input sends it); required where `missing` gives a sentence."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"required": missing, "invalid": "Ngày cần viết như 05/09/2026."},
        widget=forms.DateInput(
            format="%d/%m/%Y",
            attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"},
        ),
        **rest,
    )


def moment(label: str, **rest: Any) -> forms.DateTimeField:
    """Hour and day, as people and as the post write them; never required."""
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%H:%M, %d/%m/%Y", "%H:%M:%S %d/%m/%Y"],
        error_messages={"invalid": "Giờ, ngày cần viết như 14:30 26/11/2026."},
        widget=forms.DateTimeInput(
            format="%H:%M %d/%m/%Y",
            attrs={"placeholder": "hh:mm dd/mm/yyyy", "autocomplete": "off"},
        ),
        **rest,
    )


def time_of_day(label: str, *, missing: str, **rest: Any) -> forms.TimeField:
    """A time as 14:30 or 14h30."""
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%Hh%M", "%H.%M", "%H:%M:%S"],
        error_messages={"required": missing, "invalid": "Giờ cần viết như 14:30."},
        widget=forms.TimeInput(
            format="%H:%M",
            attrs={"inputmode": "numeric", "placeholder": "hh:mm", "autocomplete": "off"},
        ),
        **rest,
    )


def number(
    label: str, *, most: int, initial: int | None = None, least: int = 0, missing: str = ""
) -> forms.IntegerField:
    """A small whole number; required where `missing` gives the sentence for an empty box."""
    sentence = f"Nhập số từ {least} đến {most}."
    field = forms.IntegerField(
        label=label,
        required=bool(missing),
        min_value=least,
        max_value=most,
        initial=initial,
        error_messages={"invalid": sentence, "required": missing},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    for validator in field.validators:
        validator.message = sentence
    return field


def choice(label: str, choices: list[tuple[str, str]], missing: str, **rest: Any) -> forms.ChoiceField:
    """One of a few, all of them in sight."""
    widget = forms.RadioSelect if len(choices) <= 4 else forms.Select
    shown = choices if len(choices) <= 4 else [("", "Chọn…"), *choices]
    errors = {"required": missing, "invalid_choice": "Hãy chọn một mục trong danh sách."}
    return forms.ChoiceField(label=label, choices=shown, widget=widget, error_messages=errors, **rest)


def _sentences(missing: str, longest: int) -> dict[str, str]:
    return {
        "required": missing,
        "max_length": f"Nội dung dài quá {longest} ký tự. Hãy viết ngắn hơn.",
        "null_characters_not_allowed": "Có ký tự không dùng được. Hãy nhập lại.",
    }

"""One form field per kind of e-form field; every cleaned value is text or an integer, fit for JSON."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kit import idnumber, names, phone
from procedures.eform import options, values
from procedures.models import FormField

OLDEST_YEAR = 1900
LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 2000
LONGEST_ADDRESS = 250
BIGGEST = 1_000_000_000
K = FormField.Kind
CHOSEN = {K.CHOICE, K.YES_NO, K.ETHNICITY, K.COUNTRY}


class ReadField(forms.CharField):
    """Text that `read` brings into its one form, or refuses with a sentence."""

    def __init__(self, *, read: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self.read(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class DayField(ReadField):
    """A day, kept as dd/mm/yyyy; where `not_future`, today is the last one that goes."""

    def __init__(self, *, not_future: bool, **kwargs: Any) -> None:
        super().__init__(read=self._read, **kwargs)
        self.not_future = not_future

    def _read(self, text: str) -> str:
        day = values.day(text)
        if day.year < OLDEST_YEAR:
            raise ValueError(f"Năm cần từ {OLDEST_YEAR} trở đi.")
        if self.not_future and day > timezone.localdate():
            raise ValueError("Ngày này ở sau hôm nay. Hãy xem lại.")
        return f"{day:%d/%m/%Y}"


class WholeField(forms.IntegerField):
    """A whole number within its bounds."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, **kwargs)
        self.error_messages["invalid"] = "Chỉ nhập chữ số, ví dụ 2."
        for validator in self.validators:
            validator.message = f"Nhập số từ {least} đến {most}."
        self.widget = forms.TextInput(attrs={"inputmode": "numeric"})


def build(row: FormField) -> forms.Field:
    """The form field that `row` describes; requirements that hang on another answer are the form's."""
    always = row.required and not ({"required_if", "required_unless"} & row.rules.keys())
    common = {
        "label": row.label,
        "help_text": row.help,
        "required": always,
        "initial": row.rules.get("default"),
        "error_messages": {"required": missing(row)},
    }
    return _BUILDERS[K(row.kind)](row, common)


def missing(row: FormField) -> str:
    """'Nhập họ, chữ đệm, tên của mẹ.' or 'Chọn giới tính của trẻ.'"""
    verb = "Chọn" if row.kind in CHOSEN else "Nhập"
    return f"{verb} {row.label[:1].lower()}{row.label[1:]}."


def _text(
    row: FormField, common: dict[str, Any], read: Callable[[str], str], longest: int, **attrs: str
) -> forms.Field:
    longest = row.rules.get("max_length", longest)
    common["error_messages"]["max_length"] = f"Nội dung dài quá {longest} ký tự. Hãy viết ngắn hơn."
    widget = forms.Textarea if row.kind == K.LONG_TEXT else forms.TextInput
    field = ReadField(read=read, max_length=longest, widget=widget(attrs=attrs), **common)
    return field


def _day(row: FormField, common: dict[str, Any]) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"})
    return DayField(not_future=row.rules.get("not_future", False), max_length=20, widget=widget, **common)


def _year(row: FormField, common: dict[str, Any]) -> forms.Field:
    field = WholeField(least=OLDEST_YEAR, most=date.max.year, **common)
    field.validators.append(_not_after_this_year)
    return field


def _not_after_this_year(year: int) -> None:
    if year > timezone.localdate().year:
        raise ValidationError("Năm này ở sau năm nay. Hãy xem lại.")


def _whole(row: FormField, common: dict[str, Any]) -> forms.Field:
    return WholeField(least=row.rules.get("min", 0), most=row.rules.get("max", BIGGEST), **common)


def _chosen(row: FormField, common: dict[str, Any], words: list[str] | tuple[str, ...]) -> forms.Field:
    common["error_messages"]["invalid_choice"] = "Hãy chọn một mục trong danh sách."
    few = len(words) <= 5
    widget = forms.RadioSelect() if few else forms.Select()
    choices = [(word, word) for word in words]
    return forms.ChoiceField(choices=choices if few else [("", "Chọn…"), *choices], widget=widget, **common)


_BUILDERS: dict[FormField.Kind, Callable[[FormField, dict[str, Any]], forms.Field]] = {
    K.TEXT: lambda row, common: _text(row, common, values.plain_text, LONGEST_TEXT),
    K.LONG_TEXT: lambda row, common: _text(row, common, values.plain_text, LONGEST_LONG_TEXT, rows="4"),
    K.PERSON_NAME: lambda row, common: _text(
        row, common, names.read, values.LONGEST_NAME, spellcheck="false", autocapitalize="words"
    ),
    K.ID_NUMBER: lambda row, common: _text(row, common, idnumber.normalise, 20, inputmode="numeric"),
    K.PHONE: lambda row, common: _text(row, common, phone.normalise, 20, inputmode="tel"),
    K.ADDRESS: lambda row, common: _text(row, common, values.plain_text, LONGEST_ADDRESS),
    K.DATE: _day,
    K.YEAR: _year,
    K.INTEGER: _whole,
    K.CHOICE: lambda row, common: _chosen(row, common, row.options),
    K.YES_NO: lambda row, common: _chosen(row, common, [options.YES, options.NO]),
    K.ETHNICITY: lambda row, common: _chosen(row, common, options.ETHNICITIES),
    K.COUNTRY: lambda row, common: _chosen(row, common, options.COUNTRIES),
}

"""Narrowing a list of dossiers: field, unit, person, channel."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest, QueryDict

from accounts.access import officers_with
from accounts.permissions import Permission
from agencies.selectors import units_of
from dossiers.models import Dossier, StepRun
from dossiers.states import Channel, OwnAccount
from kit.clock import local_date
from procedures.models import Version
from procedures.selectors import offered, sectors_in_use

WRONG = {"invalid_choice": "Hãy chọn một mục trong danh sách."}


class AtOnce(ModelChoiceIterator):
    """The choices in one statement; the library opens and closes a cursor on the server for each list."""

    def __iter__(self) -> Iterator[tuple]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset.all():
            yield self.choice(row)


class Choice(forms.ModelChoiceField):
    """One of a few rows; none is as good as any."""

    iterator = AtOnce

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(
            None, label=label, required=False, empty_label="Tất cả", error_messages=WRONG, **rest
        )


class VersionChoice(Choice):
    """A procedure by its name; the value in the address is its national code."""

    def prepare_value(self, value: Any) -> Any:
        return value.procedure.code if isinstance(value, Version) else value

    def label_from_instance(self, version: Version) -> str:
        return f"{version.name} ({version.procedure.code})"


class FilterForm(forms.Form):
    """Every filter may be left empty; a value that is none of ours filters nothing and says so."""

    linh_vuc = Choice("Lĩnh vực")
    thu_tuc = VersionChoice("Thủ tục", to_field_name="procedure__code")
    bo_phan = Choice("Bộ phận đang giữ")
    nguoi = Choice("Người đang giữ")
    kenh = forms.ChoiceField(
        label="Kênh", required=False, choices=[("", "Tất cả"), *Channel.choices], error_messages=WRONG
    )

    chinh_chu = forms.ChoiceField(
        label="Tài khoản nộp", required=False, choices=[("", "Tất cả"), *OwnAccount.choices],
        error_messages=WRONG,
    )  # fmt: skip

    def __init__(self, request: HttpRequest, chosen: QueryDict | None = None) -> None:
        super().__init__(request.GET if chosen is None else chosen)
        on = local_date(request.at)
        self.fields["linh_vuc"].queryset = sectors_in_use(on)
        self.fields["thu_tuc"].queryset = (
            offered(request.office, on)
            .select_related(None)
            .select_related("procedure")
            .only("name", "procedure__code")
        )
        self.fields["bo_phan"].queryset = units_of(request.office)
        officers = officers_with(Permission.VIEW, request.office, on=on)
        self.fields["nguoi"].queryset = officers.only("full_name")

    def narrow(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """`rows` cut down to what was chosen."""
        self.is_valid()
        given = self.cleaned_data
        if sector := given.get("linh_vuc"):
            rows = rows.filter(version__procedure__sector=sector)
        if version := given.get("thu_tuc"):
            rows = rows.filter(version__procedure=version.procedure_id)
        if unit := given.get("bo_phan"):
            rows = rows.filter(pk__in=_held(unit=unit))
        if person := given.get("nguoi"):
            rows = rows.filter(pk__in=_held(assignee=person))
        if channel := given.get("kenh"):
            rows = rows.filter(channel=channel)
        if account := given.get("chinh_chu"):
            rows = rows.filter(own_account=account, channel=Channel.ONLINE)
        return rows

    @property
    def is_used(self) -> bool:
        """Is anything chosen?"""
        return any(self.cleaned_data.values())


def _held(**by: object) -> QuerySet:
    return StepRun.objects.filter(closed_at__isnull=True, **by).values("dossier_id")

"""Confirming that old dossiers are to end."""

from django import forms

from desk.forms.words import text


class ConfirmForm(forms.Form):
    """By whose decision; what may not be is the service's to say."""

    basis = text(
        "Quyết định cho phép hủy", longest=300, missing="Nhập số, ngày quyết định cho phép hủy.",
        help_text="Ví dụ: Quyết định 15/QĐ-UBND ngày 20/11/2026 của Chủ tịch UBND xã.",
    )  # fmt: skip

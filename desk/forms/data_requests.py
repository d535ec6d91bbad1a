"""The answer to what a citizen asks of their own data."""

from django import forms

from desk.forms.words import paragraph


class AnswerRequestForm(forms.Form):
    """What is done and why, in words that the citizen reads."""

    text = paragraph("Trả lời", missing="Nhập nội dung trả lời.")

"""What an administrator fills in about the catalogue."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from procedures.models import Article
from procedures.services.articles import Piece
from procedures.services.versions import Decision


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"],
            widget=forms.DateInput(
                format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}
            ),
            error_messages={
                "required": missing,
                "invalid": "Ngày cần có dạng ngày/tháng/năm, ví dụ 05/03/2026.",
            },
            **kwargs,
        )


class PublishForm(forms.Form):
    """The decision of publication and the first day in force."""

    number = forms.CharField(
        label="Số quyết định công bố",
        max_length=100,
        error_messages={
            "required": "Nhập số quyết định công bố.",
            "max_length": "Số quyết định dài quá 100 ký tự.",
        },
    )
    date = DayField(label="Ngày quyết định", missing="Nhập ngày quyết định.")
    made_public_on = DayField(label="Ngày công khai", missing="Nhập ngày công khai.")
    valid_from = DayField(label="Áp dụng từ ngày", missing="Nhập ngày bắt đầu áp dụng.")
    # What the person was shown: a draft that says something else by now is not published.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def decision(self) -> Decision:
        """The decision that was filled in."""
        good = self.cleaned_data
        return Decision(good["number"], good["date"], good["made_public_on"])


class CloseForm(forms.Form):
    """The last day of a version."""

    last_day = DayField(label="Ngày cuối cùng còn hiệu lực", missing="Nhập ngày cuối cùng còn hiệu lực.")


class EmptyForm(forms.Form):
    """Nothing to fill in: the press of the button is all."""


LARGEST_SHEET = 2 * 1024 * 1024


class SheetForm(forms.Form):
    """The table of an internal process sheet."""

    file = forms.FileField(
        label="Bảng các bước",
        help_text="Tệp Excel (.xlsx) hoặc CSV (UTF-8), dòng đầu là tên các cột như tệp tải về.",
        error_messages={
            "required": "Chọn tệp bảng các bước.",
            "empty": "Tệp không có nội dung. Hãy chọn lại tệp.",
            "invalid": "Chọn lại tệp rồi thử lần nữa.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        """A table of steps is small."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_SHEET:
            raise forms.ValidationError("Tệp nặng quá 2 MB, không phải bảng các bước.")
        return file


class SwitchForm(forms.Form):
    """What this office does about a procedure."""

    enabled = forms.BooleanField(label="Thực hiện thủ tục này tại cơ quan", required=False)
    files_here = forms.BooleanField(label="Nhận hồ sơ trực tuyến tại đây", required=False)
    legal_basis = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=300,
        help_text="Cần có khi bỏ chọn một trong hai mục trên; người dân sẽ thấy căn cứ này.",
        error_messages={"max_length": "Căn cứ dài quá 300 ký tự."},
    )


class ArticleForm(forms.Form):
    """A piece of news or a guide."""

    title = forms.CharField(
        label="Tiêu đề",
        max_length=250,
        error_messages={"required": "Nhập tiêu đề.", "max_length": "Tiêu đề dài quá 250 ký tự."},
    )
    kind = forms.ChoiceField(
        label="Loại",
        choices=Article.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn loại bài.", "invalid_choice": "Chọn loại bài."},
    )
    summary = forms.CharField(
        label="Tóm tắt",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Nhập tóm tắt.", "max_length": "Tóm tắt dài quá 400 ký tự."},
    )
    body = forms.CharField(
        label="Nội dung",
        max_length=50_000,
        help_text="Chữ thường; một dòng trống bắt đầu đoạn mới.",
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Nhập nội dung.", "max_length": "Nội dung dài quá 50.000 ký tự."},
    )
    published_on = DayField(label="Đăng từ ngày", missing="Nhập ngày đăng.")

    @classmethod
    def of(cls, article: Article | None, today: date) -> "ArticleForm":
        """The form as it opens: empty for a new piece, filled for an old one."""
        if article is None:
            return cls(initial={"kind": Article.Kind.NEWS, "published_on": today})
        return cls(initial={name: getattr(article, name) for name in cls.base_fields})

    def piece(self) -> Piece:
        """What was filled in."""
        return Piece(**self.cleaned_data)

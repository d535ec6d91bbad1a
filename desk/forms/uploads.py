"""A file field that takes several files; what a file is, is proved by `documents`."""

from typing import Any

from django import forms


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to a list of uploads, empty where nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, widget=SeveralFiles(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list:
        given = data if isinstance(data, list | tuple) else [data]
        return [upload for one in given if (upload := super(FilesField, self).clean(one, initial))]

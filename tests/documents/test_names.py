"""Names of files, made safe."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import names


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Giấy khai sinh.pdf", "Giấy khai sinh.pdf"),
        (unicodedata.normalize("NFD", "Giấy khai sinh.pdf"), "Giấy khai sinh.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\ảnh.jpg", "ảnh.jpg"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("don\u202efdp.exe", "donfdp.exe"),
        ("  .pdf ", "pdf"),
        ("...", "tep"),
        ("", "tep"),
        ("😀.png", "😀.png"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("b" * 300, "b" * 200),
    ],
)
def test_clean_keeps_what_is_safe(raw, kept):
    assert names.clean(raw) == kept


@given(st.text(max_size=400))
def test_clean_name_is_short_printable_and_stable(raw):
    kept = names.clean(raw)
    assert 0 < len(kept) <= names.MAX_LENGTH
    assert not set(kept) & set("/\\\n\r\0")
    assert names.clean(kept) == kept


@given(st.text(max_size=400), st.sampled_from(sorted(names.SUFFIXES)))
def test_fitted_name_ends_as_its_content(raw, media_type):
    fitted = names.fit(names.clean(raw), media_type)
    assert fitted.lower().endswith(names.SUFFIXES[media_type])
    assert len(fitted) <= names.MAX_LENGTH


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 KB"),
        (204_800, "200 KB"),
        (1024 * 1024, "1 MB"),
        (63 * 1024 * 1024, "63 MB"),
        (52_848_231, "50,4 MB"),
        (50 * 1024 * 1024 + 1, "50 MB"),
    ],
)
def test_size_is_said_in_vietnamese(size, said):
    assert names.say_size(size) == said

"""Two sheets side by side: nothing is lost on either side, and equal ones do not differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.diff import Kind, Line, Part, changed, compare, words

text = st.sampled_from(["", "a", "a b", "a  c", "ô đ\n", "b c a"])
texts = st.dictionaries(st.sampled_from(["Tên", "Kết quả", "Ghi chú"]), text.filter(bool), max_size=2)
line = st.builds(Line, st.sampled_from("xyzw"), texts)
sheets = st.lists(
    st.builds(Part, st.sampled_from(["A", "B", "C"]), texts, st.lists(line, max_size=6).map(tuple)),
    max_size=3,
    unique_by=lambda part: part.title,
)


def side(sections, name):
    """One side of a difference, read back: by part its texts and its lines in their places."""
    read = {}
    for section in sections:
        own = {t.label: getattr(t, name) for t in section.texts if getattr(t, name) is not None}
        rows = sorted(
            (place, {t.label: getattr(t, name) for t in row.texts if getattr(t, name) is not None})
            for row in section.rows
            if (place := getattr(row, f"{name}_place")) is not None
        )
        if own or rows:
            read[section.title] = (own, [texts for _, texts in rows])
    return read


def plain(sheet):
    return {
        part.title: (dict(part.texts), [dict(line.texts) for line in part.lines])
        for part in sheet
        if part.texts or part.lines
    }


@given(sheets)
def test_equal_sheets_do_not_differ(sheet):
    assert changed(compare(sheet, sheet)) == []


@given(sheets, sheets)
def test_each_side_of_a_difference_is_the_whole_sheet(old, new):
    found = compare(old, new)
    assert side(found, "old") == plain(old)
    assert side(found, "new") == plain(new)


@given(sheets, sheets)
def test_sheets_that_differ_show_it(old, new):
    assert bool(changed(compare(old, new))) == (plain(old) != plain(new))


@given(text, text)
def test_words_of_each_side_make_its_text(old, new):
    pieces = words(old, new)
    assert "".join(p.text for p in pieces if p.kind is not Kind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind is not Kind.REMOVED) == new


def test_a_line_with_a_name_of_its_own_is_never_taken_for_another():
    old = [Part("P", lines=(Line("GT01", {"Giấy": "A"}, True), Line("GT02", {"Giấy": "B"}, True)))]
    new = [Part("P", lines=(Line("GT01", {"Giấy": "A"}, True), Line("GT03", {"Giấy": "C"}, True)))]
    [section] = compare(old, new)
    assert [(row.kind.value, row.key) for row in section.changed_rows] == [
        ("removed", "GT02"),
        ("added", "GT03"),
    ]


def test_words_are_marked_one_by_one():
    pieces = words("3 ngày làm việc", "5 ngày làm việc")
    assert [(p.kind, p.text) for p in pieces] == [
        (Kind.REMOVED, "3"), (Kind.ADDED, "5"), (Kind.SAME, " ngày làm việc"),
    ]  # fmt: skip


def rows(old, new):
    """(what became of it, key) of each row, of lines written as 'key' or 'key=text'."""

    def lines(written):
        pairs = (one.partition("=") for one in written.split())
        return tuple(Line(key, {"Bước": value or key}) for key, _, value in pairs)

    [section] = compare([Part("P", lines=lines(old))], [Part("P", lines=lines(new))])
    return [(row.kind.value, row.key) for row in section.rows]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", [("same", "a"), ("same", "b"), ("same", "c")]),
        ("a c", "a b c", [("same", "a"), ("added", "b"), ("same", "c")]),
        ("a b c", "a c", [("same", "a"), ("removed", "b"), ("same", "c")]),
        ("a b c", "a b=1 c", [("same", "a"), ("changed", "b"), ("same", "c")]),
        ("a b c", "b c a", [("same", "b"), ("same", "c"), ("moved", "a")]),
        ("a b c", "a d c", [("same", "a"), ("changed", "d"), ("same", "c")]),
        ("a a", "a", [("same", "a"), ("removed", "a")]),
        ("", "a", [("added", "a")]),
        ("a", "", [("removed", "a")]),
    ],
)
def test_rows_are_found_again(old, new, expected):
    assert rows(old, new) == expected

"""JSON that knows its lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.located_json import JsonFault, parse, show

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(value=VALUES, indent=st.none() | st.integers(0, 3))
def test_every_json_value_reads_as_the_library_reads_it(value, indent):
    text = json.dumps(value, indent=indent)
    assert parse(text).value == json.loads(text)


def test_lines_are_those_of_the_values():
    located = parse('{\n "a": [\n  1,\n  {"b": 2}\n ],\n "c": "x"\n}')
    assert located.lines == {
        (): 1, ("a",): 2, ("a", 0): 3, ("a", 1): 4, ("a", 1, "b"): 4, ("c",): 6,
    }  # fmt: skip


def test_line_of_a_missing_field_is_its_object():
    located = parse('{"a": [\n {"b": 1},\n {}]}')
    assert located.line(("a", 1, "b")) == 3
    assert located.line(("z",)) == 1


def test_path_is_shown_as_in_the_file():
    assert show(("cases", 0, "limit", "unit")) == "cases[0].limit.unit"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "giữa chừng"),
        ('{"a": 1,\n\n', 3, "ngoặc kép"),
        ('{"a"\n 1}', 2, "hai chấm"),
        ('{"a": 1\n "b": 2}', 2, "dấu phẩy"),
        ('[1,\n2,\n]', 3, "không hiểu"),
        ('["a\n"]', 1, "chưa đóng"),
        ('{"a": 1,\n"a": 2}', 2, "hai lần"),
        ("[1] x", 1, "thừa"),
        ("[nul]", 1, "không hiểu"),
        ("[NaN]", 1, "không hiểu"),
        ("[" * 100, 1, "lồng sâu"),
        ("[" + "9" * 5000 + "]", 1, "chữ số"),
    ],
)  # fmt: skip
def test_broken_text_names_the_line_and_what_is_wrong(text, line, said):
    with pytest.raises(JsonFault, match=said) as caught:
        parse(text)
    assert caught.value.line == line

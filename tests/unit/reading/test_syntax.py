import pytest
import yaml

from nahtlos.errors import ReadingError, Source
from nahtlos.reading.syntax import syntax_problem

CASES = [
    ("a: b\nc\nd: e", "2:1  E106"),  # a line without a colon
    ("a: b\nc", "2:1  E106"),
    ('a: "x', "1:4  E110"),  # a quote that never ends
    ("a: b\nc: 'x\nd: e\n", "2:4  E110"),
    ("a: [1, 2\nb: 3\n", "1:4  E111"),  # brackets that never end
    ("a: {b: c\n", "1:4  E111"),
    ("a: {b: c, [}", "1:12  E118"),
    ("\ta: b", "1:1  E112"),  # tabs
    ("a:\n\t- b", "2:1  E112"),
    ("a:\n  b: c\n \td: e", "3:2  E112"),
    ("a: |\n\tx", "2:1  E112"),
    ("a: {{ x }} b", "1:4  E113"),  # expressions without quotes
    ("a: {{ a.b }}-{{ c }}", "1:4  E113"),
    ("a: {b: c {{ x }}}", "1:10  E113"),
    ("a: b: c", "1:5  E114"),  # a colon in a value
    ("a: b\n c: d\n", "2:3  E114"),
    ("a\nb: c", "2:2  E114"),
    ("- a\nb: c", "2:1  E115"),  # wrong indentation
    ("a: b\n- c", "2:1  E115"),
    ("a:\n  b: c\n d: e", "3:2  E115"),
    (": a", "1:1  E124"),  # a colon without a name
    ('a: "b" c', "1:8  E116"),  # text behind a quote
    ('a: "x\nb: "y"\n', "2:5  E116"),
    ('a: "\\d"', "1:5  E117"),  # backslashes
    ('a: "C:\\Users\\x"', "1:7  E117"),
    ('a: "\\xZZ"', "1:5  E117"),
    ("a: @x", "1:4  E118"),  # characters YAML keeps
    ("a: `x`", "1:4  E118"),
    ("a: %x", "1:4  E118"),
    ("a: *.pdf", "1:4  E118"),
    ("a: &", "1:4  E118"),
    ("a: }", "1:4  E118"),
    ("a: !<", "1:4  E118"),
    ("a: !e!x y", "1:4  E118"),
]


def problem(text: str, loader: type) -> ReadingError:
    with pytest.raises(yaml.MarkedYAMLError) as error:
        list(yaml.parse(text, Loader=loader))
    return syntax_problem(Source("f.yaml", text), error.value)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_parser_s_complaint_becomes_advice(text: str, expected: str, loader: type) -> None:
    """Both parsers of PyYAML lead to the same place and the same advice."""
    assert str(problem(text, loader)).startswith(f"f.yaml:{expected}  ")


def test_an_open_bracket_names_both_places() -> None:
    """The message points at the bracket and says where something else came."""
    assert problem("a: [1, 2\nb: 3\n", yaml.SafeLoader).message() == (
        'The "[" that opens here is not closed: in line 2, column 2, "," or "]" is expected. '
        'Put values that contain any of "{ } [ ] , :" in quotes.'
    )


def test_a_rare_complaint_is_passed_on() -> None:
    """What has no advice of its own is shown as the parser said it."""
    found = problem("a: |9x\n  b", yaml.SafeLoader)

    assert found.code == "E119"
    assert "block scalar" in found.message()

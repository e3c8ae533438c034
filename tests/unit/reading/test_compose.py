import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.errors import Refused, Source
from nahtlos.reading import Blank, Items, Table, Text, read_document
from nahtlos.reading.compose import DEPTH_LIMIT, TEXT_LIMIT, VALUES_LIMIT


def document(text: str) -> Table:
    return read_document(Source("f.yaml", text))


def refusal(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        document(text)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    "written",
    ["01067", "NO", "yes", "true", "null", "~", "12:30", "1_000", "0x1f", "1e3", ".inf", "2026-11-24", "=", "1.0", "'"],
)
def test_no_value_is_guessed(written: str) -> None:
    """What YAML takes for a number, a boolean, a date or nothing stays the text that was written."""
    tree = document(f"a: {written}\nb: [{written}]") if written != "'" else document('a: "\'"\nb: ["\'"]')

    assert (tree["a"], tree["b"]) == (written, [written])


def test_lists_and_tables_stand_inside_each_other() -> None:
    """The tree has the shape of the file, in its order."""
    tree = document("b: 1\na:\n  - x: y\n  - [p, q]\n  - {r: {s: t}}\n")

    assert tree == {"b": "1", "a": [{"x": "y"}, ["p", "q"], {"r": {"s": "t"}}]}
    assert list(tree) == ["b", "a"]
    assert isinstance(tree["a"], Items)


def test_keys_know_their_places() -> None:
    """Each name of a table has a place of its own."""
    place = document("a: 1\n  \nbc: 2")["bc"].place

    assert (place.line, place.column) == (3, 5)
    assert str(document("a: 1\nbc: 2").places["bc"]) == "f.yaml:2:1"


@pytest.mark.parametrize(
    ("text", "value", "quoted"),
    [
        ("a: x y", "x y", False),
        ("a: 'x'", "x", True),
        ('a: "x\\n\\u00e4"', "x\nä", True),
        ("a: |\n  x\n  y\n", "x\ny\n", True),
        ("a: >\n  x\n  y\n", "x y\n", True),
        ("a: x\n  y", "x y", False),  # YAML folds a plain text over several lines
        ("--- \na: x\n...\n", "x", False),  # one document may be marked
        ("a: x # comment", "x", False),
        ('a: "{{ item.x }}"', "{{ item.x }}", True),
        ("a: b {{ item.x }}", "b {{ item.x }}", False),  # no quotes are needed if it does not begin with braces
        ("a: \U0001f600", "\U0001f600", False),
    ],
)
def test_texts_in_all_their_styles(text: str, value: str, quoted: bool) -> None:
    """All styles of YAML give the text; `quoted` says whether it was marked as text."""
    found = document(text)["a"]

    assert isinstance(found, Text)
    assert (found, found.quoted) == (value, quoted)


def test_blank_values_are_blank_wherever_they_stand() -> None:
    """Nothing behind a colon or a dash is Blank."""
    tree = document("a:\nb:\n  -\n  - x\nc: {d: , e}\n")

    match tree:
        case {"a": Blank(), "b": [Blank(), Text() as x], "c": {"d": Blank(), "e": Blank()}}:
            assert not isinstance(x, Blank)
        case _:
            pytest.fail(str(tree))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1  E105  The file is empty."),
        ("# only a comment\n", "1:1  E105  The file is empty."),
        ("---\n", "1:1  E105  The file is empty."),
        ("- a\n- b", "1:1  E129  The file has to consist of lines"),
        ("a lone text", "1:1  E129  The file has to consist of lines"),
        ("''", "1:1  E129  The file has to consist of lines"),
        ("a: 1\nb: 2\na: 3", '3:1  E120  "a" stands here a second time; the first is in line 1.'),
        ("a: 1\n'a': 2", '2:1  E120  "a" stands here a second time'),
        ("a: &x b", '1:4  E121  "&x" would copy another part of the file'),
        ("a: &x [b]", '1:4  E121  "&x" would copy another part of the file'),
        ("a: *x", '1:4  E121  "*x" would copy another part of the file'),
        ("a: !!str b", '1:4  E122  The tag "!!str" is not allowed'),
        ("a: !x b", '1:4  E122  The tag "!x" is not allowed'),
        ("a: ! b", '1:4  E122  The tag "!" is not allowed'),
        ("a: !!python/object:os.system {}", '1:4  E122  The tag "!!python/object:os.system" is not allowed'),
        ("a: 1\n---\nb: 2", "2:1  E123  A second document begins here"),
        ("a: 1\n...\n---\n", "3:1  E123  A second document begins here"),
        ("[a]: b", "1:1  E124  The name before the colon has to be a text."),
        ("? {a: b}\n: c", "1:3  E124  The name before the colon has to be a text."),
        ("'': b", "1:1  E124  The name before the colon has to be a text."),
        (": b", "1:1  E124  The name before the colon has to be a text."),
        ("a: {<<: b}", '1:5  E125  "<<" would merge another part of the file'),
        ('a: "\\0"', "1:4  E104  The invisible character U+0000 is not allowed here."),
        ('a: "\\u202e"', "1:4  E104  The invisible character U+202E is not allowed here."),
        ("a: {{ x }}", "1:4  E113  An expression needs quotes around the whole value"),
        ("a: [b, {{ x }}]", "1:8  E113  An expression needs quotes around the whole value"),
        ("a: {{ x | f({'a': [1]}) }}", "1:4  E113  An expression needs quotes around the whole value"),
        ("{{ a }}: b", "1:1  E113  An expression needs quotes around the whole value"),
        ("{a: {b: c}}: d", "1:1  E124  The name before the colon has to be a text."),
    ],
)
def test_what_the_language_does_not_have_is_refused(text: str, message: str) -> None:
    """Everything outside the language is refused at its place, with what to do instead."""
    [first, *_] = refusal(text)

    assert first.startswith(f"f.yaml:{message}")


def test_a_quoted_merge_key_is_a_text() -> None:
    """A name in quotes is a name."""
    assert document('"<<": b') == {"<<": "b"}


def test_all_problems_are_reported_together() -> None:
    """One reading reports all that is wrong, with the syntax error that ended it as the last."""
    lines = refusal("a: 1\na: 2\nb: &x c\nd: *x\ne: !t f\ng: {{ h }}\ni: 'never closed\n")

    assert [line.split("  ")[1] for line in lines] == ["E120", "E121", "E121", "E122", "E113", "E110"]


def test_an_unquoted_expression_with_text_behind_it_is_reported_once() -> None:
    """The bracket that was meant as an expression and the syntax error after it are one mistake."""
    assert len(refusal("a: {{ x }} and more")) == 1


def test_depth_is_limited() -> None:
    """One level more than allowed is refused, whatever comes after it."""
    deepest = "a: " + "[" * (DEPTH_LIMIT - 2) + "x" + "]" * (DEPTH_LIMIT - 2)

    assert document(deepest)
    assert refusal("a: " + "[" * 100_000)[0].startswith(f"f.yaml:1:{DEPTH_LIMIT + 3}  E126")


def test_the_number_of_values_is_limited() -> None:
    """A file with more values than anybody writes is refused."""
    assert refusal(f"a: [{'x,' * VALUES_LIMIT}]")[0].split("  ")[1] == "E127"


def test_the_length_of_a_text_is_limited() -> None:
    """A text above the limit is refused at its place."""
    assert document(f"a: {'x' * TEXT_LIMIT}")
    assert refusal(f"b: 1\na: {'x' * (TEXT_LIMIT + 1)}")[0].startswith("f.yaml:2:4  E128")


def test_a_source_from_elsewhere_is_checked_as_well() -> None:
    """A text that was not read from a file has the same limits."""
    assert refusal("#" * (1024 * 1024 + 1))[0].startswith("E102")
    assert refusal("a: \ud800")[0].startswith("f.yaml:1:4  E104")


@given(st.text(st.sampled_from(list("ab:-#[]{}'\"\\,&*!|>%@` \t\n?~=0.<é\u00ad")), max_size=60))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    """Whatever a file holds, it is a table or refused with a message for each problem."""
    try:
        tree = document(text)
    except Refused as refused:
        assert refused.problems
        assert refused.report()
    else:
        assert isinstance(tree, Table)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), st.text(), max_size=5))
def test_json_is_read_as_it_is(values: dict[str, str]) -> None:
    """A table of quoted texts comes back as it was, unless it holds a hidden character."""
    try:
        tree = document(json.dumps(values, ensure_ascii=False))
    except Refused as refused:
        assert {problem.code for problem in refused.problems} <= {"E104"}
    else:
        assert tree == values

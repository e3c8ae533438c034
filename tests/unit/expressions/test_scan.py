from collections.abc import Callable

import pytest

from nahtlos.errors import ExpressionError, Place, Source
from nahtlos.expressions.scan import DEPTH_LIMIT, LENGTH_LIMIT, TOKEN_LIMIT, Braces, Spot, cut, parse, unquoted


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a {{ b }} c", ["a ", "{{ b }}", " c"]),
        ("{{a}}{{b}}", ["{{a}}", "{{b}}"]),
        ("{{ '}}' }}", ["{{ '}}' }}"]),  # braces in quotes are text
        ('{{ "}}" ~ "\\"}}" }}', ['{{ "}}" ~ "\\"}}" }}']),
        ("{{ {'a': {'b': 1}} }}x", ["{{ {'a': {'b': 1}} }}", "x"]),
        ("{{{'a': 1}}}", ["{{{'a': 1}}}"]),
        ("a }} b { c } {% d %} {# e #}", ["a }} b { c } {% d %} {# e #}"]),  # nothing else means anything
        ("{{\n a\n}}", ["{{\n a\n}}"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_plain_parts_and_expressions(text: str, pieces: list[str]) -> None:
    """Braces begin and end an expression unless they stand in quotes or inside other braces."""
    found = [piece if isinstance(piece, str) else text[piece.start : piece.end] for piece in cut(Spot(text, None))]

    assert found == pieces


@pytest.mark.parametrize("text", ["{{", "a {{ b", "{{ b }", "{{ 'b }}", '{{ "b }}', "{{ {'a': 1 }}", "{{ O'Connor }}"])
def test_an_open_expression_is_refused(text: str) -> None:
    """An expression that never ends is refused where it begins."""
    place = Place(Source("f", text), 1, 1)

    with pytest.raises(ExpressionError) as refused:
        list(cut(Spot(text, place)))

    assert refused.value.code == "E255"
    assert str(refused.value).startswith(f"f:1:{text.index('{{') + 1}  ")


@pytest.mark.parametrize(
    ("line", "column", "text", "found"),
    [
        ("a: {{ x }}", 4, "{{ x }}", 7),  # plain
        ('a: "{{ x }}"', 4, "{{ x }}", 8),  # in quotes
        ("a: '{{ x }}'", 4, "{{ x }}", 8),
        ("a: |", 4, "{{ x }}\n", 4),  # a block begins elsewhere: the place of the text
        ('a: "\\u00e4 {{ x }}"', 4, "ä {{ x }}", 4),  # an escape moves the columns
    ],
)
def test_a_place_inside_a_text_is_exact_where_it_can_be(line: str, column: int, text: str, found: int) -> None:
    """The column is that of the character if the text stands on its line as it reads."""
    place = Spot(text, Place(Source("f", line), 1, column)).at(3)

    assert place is not None
    assert place.column == found


def test_a_text_without_a_place_has_none_inside() -> None:
    """Texts that come from nowhere are compiled too."""
    assert Spot("{{ x }}", None).at(3) is None


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("'a'", "a"),
        (r"'\d+'", r"\d+"),  # a backslash is itself, as patterns need it
        (r"'\\d'", r"\d"),
        (r"'a\nb\tc'", "a\nb\tc"),
        (r"'it\'s \"'", "it's \""),
        ("''", ""),
        (r"'\x41\u0041'", r"\x41\u0041"),
    ],
)
def test_a_text_in_quotes_says_what_stands_there(written: str, text: str) -> None:
    """Few escapes exist; every other backslash stays."""
    assert unquoted(written) == text


@pytest.mark.parametrize(
    ("expression", "column", "message"),
    [
        ("", 1, "E256  This expression cannot be understood: nothing stands between the braces."),
        ("a b", 6, 'E256  This expression cannot be understood: an operator or the end is expected, near "b".'),
        ("a |", 6, "E256  This expression cannot be understood"),
        ("a ==", 6, "E256  This expression cannot be understood: unexpected 'the end'"),
        ("(a", 5, "E256  This expression cannot be understood"),
        ("a)", 5, "E256  This expression cannot be understood: unexpected ')'."),
        ("a § b", 6, "E256  This expression cannot be understood: unexpected char '§'"),
        ("'a' 'b'", 8, "E256  This expression cannot be understood: two texts stand next to each other"),
        ("a + 1_000", 8, "E258  This way to write a number cannot be used"),
        ("0x10", 4, "E258  This way to write a number"),
        ("1e5", 4, "E258  This way to write a number"),
        ("1" * 41, 4, "E258  This way to write a number"),
        ("(" * 31 + "a" + ")" * 31, 34, f"E257  This expression is too large: at most {DEPTH_LIMIT} brackets inside"),
        ("a" + "+a" * 250, 1, f"E257  This expression is too large: at most {TOKEN_LIMIT} words and signs."),
    ],
)
def test_what_is_no_expression_is_refused(
    expression: str, column: int, message: str, refusals: Callable[[str], list[str]]
) -> None:
    """A mistake is named at its place."""
    [refusal] = refusals(f"{{{{ {expression} }}}}")

    assert refusal.startswith(f"f.yaml:1:{column + 4}  {message}")


def test_a_deep_expression_does_not_break_the_parser() -> None:
    """What would exhaust the parser is refused like everything else that is too large."""
    text = "{{ " + "not " * 499 + "a }}"
    spot = Spot(text, None)
    [braces] = cut(spot)
    assert isinstance(braces, Braces)

    def deeper(frames: int) -> None:
        if frames:
            deeper(frames - 1)
        else:
            parse(spot, braces)

    with pytest.raises(ExpressionError) as refused:
        deeper(500)
    assert refused.value.code == "E257"


def test_a_long_text_is_refused_only_if_it_has_expressions(refusals: Callable[[str], list[str]]) -> None:
    """Plain texts may be longer than texts with expressions."""
    assert list(cut(Spot("a" * (LENGTH_LIMIT + 1), None)))
    assert refusals("{{ a }}" + "b" * LENGTH_LIMIT)[0].split("  ")[1] == "E257"

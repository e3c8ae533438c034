import pytest

from nahtlos.errors import InvalidPattern
from nahtlos.expressions import Pattern
from nahtlos.expressions.patterns import LENGTH_LIMIT


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [(r"\d+", "123", True), (r"\d+", "123 ", False), ("ä|ö", "ö", True), ("(a|b)c", "bc", True), ("", "", True)],
)
def test_a_pattern_fits_the_whole_text(pattern: str, text: str, fits: bool) -> None:
    """A match is a match of everything."""
    assert Pattern.compile(pattern).matches(text) is fits


@pytest.mark.parametrize(
    ("pattern", "text", "part"),
    [
        (r"Nr\. (\d+)", "Fall Nr. 17 vom", "17"),  # the group
        (r"\d+", "Fall Nr. 17", "17"),  # the match, if there is no group
        (r"(\d+)|x", "x", None),  # a group that took no part
        (r"\d+", "Fall", None),
        (".", "\ud800", "?"),  # half a character, as pages can hold them
    ],
)
def test_a_part_of_a_text_is_found(pattern: str, text: str, part: str | None) -> None:
    """The first group of the first match is the part."""
    assert Pattern.compile(pattern).part(text) == part


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "missing"),
        ("(?=x)", "invalid perl operator"),
        (r"(a)\1", "invalid escape"),
        ("a{2000}", "repetition"),
        ("x" * (LENGTH_LIMIT + 1), "longer than"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str, reason: str) -> None:
    """A pattern that RE2 does not take is refused with its reason."""
    with pytest.raises(InvalidPattern) as refused:
        Pattern.compile(pattern)

    assert reason in refused.value.message()


def test_a_pattern_cannot_hang() -> None:
    """What backtracks for years elsewhere is answered at once."""
    assert not Pattern.compile("(a*)*b").matches("a" * 50_000)

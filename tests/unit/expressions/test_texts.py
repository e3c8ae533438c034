import pytest

from nahtlos.expressions import normalize_text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  a \t b\n\nc ", "a b c"),  # one blank for many
        ("Mu\u0308ller", "Müller"),  # composed
        ("Ab\u00adsen\u200bder\ufeff\u2060\u200f", "Absender"),  # what nobody sees
        ("a\u00a0b\u202fc", "a b c"),  # blanks that do not break
        ("M\u0302", "M\u0302"),  # a sequence of DIN 91379 that has no composed form
        ("", ""),
    ],
)
def test_a_text_becomes_what_people_see(text: str, seen: str) -> None:
    """Texts that look the same are the same afterwards."""
    assert normalize_text(text) == seen

"""Words compared outside of the page."""

import pytest

from nahtlos.engine.screen import Name
from nahtlos.engine.words import is_named


@pytest.mark.parametrize(
    ("shown", "wanted", "how", "is_same"),
    [
        ("Wirklich speichern?", "wirklich speichern", "whole", True),
        ("Stra\u00dfe...", "Stra\u00adße", "whole", True),
        ("A\u0308rger", "Ärger", "whole", True),
        ("* Name:", "Name", "whole", True),
        ("Vorname", "Name", "whole", False),
        ("Name:", "Name", "exact", False),
        ("name", "Name", "exact", False),
        ("Stra\u00dfe ", "Stra\u00adße", "exact", True),
        ("Termin von Meier", "Termin von", "starts", True),
        ("Termin von Meier", "von Meier", "ends", True),
        ("Termin von Meier", "in von", "contains", True),
        ("12 Meldungen", "[0-9]+ Meldung(en)?", "pattern", True),
        ("etwa 12 Meldungen", "[0-9]+ Meldung(en)?", "pattern", False),
        ("?", "?", "whole", True),
    ],
)
def test_names_are_compared_as_a_person_would(shown: str, wanted: str, how: str, is_same: bool) -> None:
    """After composing, without invisible characters, marks around the name, and case."""
    assert is_named(Name(texts=("anderes", wanted), how=how), shown) is is_same  # type: ignore[arg-type]  # a parameter of the test

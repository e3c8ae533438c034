"""What messages may quote of a page."""

from nahtlos.browser.masking import Mask


def test_what_was_entered_is_not_quoted() -> None:
    """Whatever its case, wherever it stands."""
    mask = Mask()
    mask.hide("Sonnenschein")
    mask.hide(("Anna", None))

    assert mask("Soll SONNENSCHEIN, Anna gelöscht werden?") == "Soll …, … gelöscht werden?"


def test_long_numbers_are_not_quoted() -> None:
    """They may be keys; short ones are places and days."""
    assert Mask()("Seite 12 von 4711") == "Seite 12 von ####"


def test_short_values_do_not_spoil_words() -> None:
    """A value of two letters stands in too many of them."""
    mask = Mask()
    mask.hide("an")

    assert mask("Anlage anzeigen") == "Anlage anzeigen"


def test_long_texts_are_cut() -> None:
    """A message is a sentence."""
    assert len(Mask()("x" * 500)) == 121

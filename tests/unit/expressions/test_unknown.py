from nahtlos.expressions import UNKNOWN


def test_unknown_says_what_it_is() -> None:
    """The sentinel prints itself as itself."""
    assert repr(UNKNOWN) == "UNKNOWN"
    assert UNKNOWN is not None

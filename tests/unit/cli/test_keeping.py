"""What is read as a secret when it is piped in."""

from io import StringIO

import pytest

from nahtlos.cli.keeping import piped


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("geheim\n", "geheim"),
        ("geheim", "geheim"),
        (" with blanks \r\nand more\n", " with blanks "),
        ("-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n", None),
        ("Bag Attributes\n    friendlyName: bot\n-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n", None),
    ],
)
def test_one_line_is_a_password_and_a_certificate_is_all_of_its_lines(given: str, kept: str | None) -> None:
    """What begins like a certificate or a key is read to its end."""
    assert piped(StringIO(given)) == (given.rstrip("\n") if kept is None else kept)

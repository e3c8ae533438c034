"""A delivery is a text of the workspace, or nothing of it is used."""

from pathlib import Path

import pytest

from nahtlos.errors import (
    DeliveryMissing,
    DeliveryNotText,
    DeliveryTooLarge,
    DeliveryUnreadable,
    EncodingUnknown,
    NahtlosError,
    OutsideWorkspace,
    WrongEncoding,
)
from nahtlos.library import delivery
from nahtlos.library.delivery import look_through


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/hostname", "in/../../secret.csv", "link.csv", "folder/x.csv"])
def test_nothing_outside_is_read(tmp_path: Path, name: str) -> None:
    """Neither a way up, nor an absolute path, nor a link leads out of the workspace."""
    (tmp_path / "secret.csv").write_text("secret")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "link.csv").symlink_to(tmp_path / "secret.csv")
    (workspace / "folder").symlink_to(tmp_path)

    with pytest.raises(OutsideWorkspace):
        look_through(workspace, name)


def test_link_inside_is_followed(tmp_path: Path) -> None:
    """A link that stays in the workspace is a file like any other."""
    (tmp_path / "today.csv").write_text("text")
    (tmp_path / "link.csv").symlink_to(tmp_path / "today.csv")

    assert list(look_through(tmp_path, "link.csv").lines()) == ["text"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"Name\nA\0nna\n", DeliveryNotText),
        ("Name;Ort\n".encode("utf-16"), DeliveryNotText),
        (b"PK\x03\x04\0\0", DeliveryNotText),  # a workbook
        (b"Name\n\x81\xfe\n", EncodingUnknown),  # 0x81 is nothing in Windows-1252
    ],
)
def test_no_text(tmp_path: Path, content: bytes, error: type[NahtlosError]) -> None:
    """What is no text in a usual encoding is refused."""
    (tmp_path / "delivery.csv").write_bytes(content)

    with pytest.raises(error):
        look_through(tmp_path, "delivery.csv")


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    """A name that is nearly right gets the right one as a hint."""
    (tmp_path / "vouchers.csv").write_text("x")

    with pytest.raises(DeliveryMissing) as caught:
        look_through(tmp_path, "voucher.csv")

    assert 'Did you mean "vouchers.csv"?' in caught.value.message()


@pytest.mark.parametrize("name", ["folder", "", "a\0b"])
def test_no_file(tmp_path: Path, name: str) -> None:
    """A folder and a name that cannot be one are said to be so."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(DeliveryUnreadable):
        look_through(tmp_path, name)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is not read to its end."""
    monkeypatch.setattr(delivery, "SIZE_LIMIT", 3)
    (tmp_path / "delivery.csv").write_text("four")

    with pytest.raises(DeliveryTooLarge):
        look_through(tmp_path, "delivery.csv")


@pytest.mark.parametrize(("encoding", "line"), [("utf-8", 2), ("utf-9", None), ("hex", None)])
def test_named_encoding_is_wrong(tmp_path: Path, encoding: str, line: int | None) -> None:
    """A named encoding must exist, be one of texts, and fit; the line that does not is named."""
    (tmp_path / "delivery.csv").write_bytes("Name\nGroß\n".encode("cp1252"))

    with pytest.raises(WrongEncoding) as caught:
        look_through(tmp_path, "delivery.csv", encoding)

    assert line == caught.value.line

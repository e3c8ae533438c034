"""Credentials of systemd."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.errors import StoreDown
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.systemd import Systemd


def test_a_credential_is_a_file_that_is_named_like_the_secret(tmp_path: Path) -> None:
    """`LoadCredential=casework-bot.password:…`; the end of a line is not part of it."""
    (tmp_path / "casework-bot.password").write_text("ge heim§\n", "utf-8")
    store = Systemd({"CREDENTIALS_DIRECTORY": str(tmp_path)})

    assert store.find("casework-bot", "password") == Secret("ge heim§")
    assert store.find("casework-bot", "user") is None


def test_a_process_that_systemd_has_not_started_has_none() -> None:
    """At a desk."""
    assert Systemd({}).find("casework-bot", "password") is None


def test_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """It was promised, so nobody looks elsewhere."""
    with pytest.raises(StoreDown, match="CREDENTIALS_DIRECTORY"):
        Systemd({"CREDENTIALS_DIRECTORY": str(tmp_path / "gone")}).find("a", "b")


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_credential_that_cannot_be_read_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    """Nothing of it is told."""
    path = tmp_path / "a.b"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(StoreDown, match=r"a\.b cannot be read") as down:
        Systemd({"CREDENTIALS_DIRECTORY": str(tmp_path)}).find("a", "b")

    assert down.value.__cause__ is None

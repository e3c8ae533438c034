"""Which database an address names."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from nahtlos.errors import LedgerDriverMissing
from nahtlos.ledger.database import database_at


def test_messages_name_the_file(tmp_path: Path) -> None:
    """A path says more than an address."""
    assert database_at(f"sqlite:///{tmp_path}/ledger.db").name == f"{tmp_path}/ledger.db"


def test_messages_name_the_server_without_the_password() -> None:
    """What stands in a message may end in a log."""
    assert database_at("postgresql://anna:geheim@db/ledger").name == "postgresql://anna:***@db/ledger"


def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(LedgerDriverMissing, match=r"pip install 'nahtlos\[postgresql\]'"):
        database_at("postgresql://db/ledger")

"""FAULTS row 28, secrets: a vault that is down stops a run at once and in words; nothing less safe is taken instead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.secrets.kv import KeyValues, Version, served
from tests.workspace import Workspace, ask, practice_workspace

STORES = """
secrets:
  stores: [vault, environment]
  vault: {{address: "{url}", mount: kv, token_file: {token}, time_out: 1 s}}
"""
RUN = ("run", "report-participation", "--profile", "practice", "--limit", "1")


@pytest.fixture
def vault() -> Iterator[KeyValues]:
    with served() as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, vault: KeyValues) -> Iterator[Workspace]:
    """A workspace whose secrets are in the vault; the environment has them, too."""
    (tmp_path / "token").write_text("root-token")
    (tmp_path / "token").chmod(0o600)
    with practice_workspace(tmp_path / "county", cases=12) as made:
        settings = made.path / "config/nahtlos.yaml"
        stores = STORES.format(url=vault.url, token=tmp_path / "token")
        settings.write_text(settings.read_text("utf-8") + stores, "utf-8")
        for name, practice in (("casework", made.casework), ("exchange", made.exchange)):
            vault.secrets[f"nahtlos/{name}-bot"] = [Version({"user": "bot", "password": practice.users["bot"]})]
        yield made


@pytest.mark.parametrize("ill", ["sealed", "slow", "forbids"])
def test_a_run_stops_while_the_vault_is_down_and_goes_on_when_it_is_back(
    workspace: Workspace, vault: KeyValues, ill: str
) -> None:
    """No sign-in is tried with what the environment has, no account is locked, nothing is written."""
    vault.ills.add(ill)
    started = time.monotonic()
    stopped = workspace.nahtlos(*RUN)
    seconds = time.monotonic() - started
    written = ask(workspace.exchange, "/effects?after=0")
    vault.ills.clear()
    states = workspace.nahtlos("systems", "list", "--profile", "practice").out
    resumed = workspace.nahtlos("run", "report-participation", "--resume")

    assert "E437  The secrets in vault at" in stopped.err
    assert "No other store is asked instead" in stopped.err
    assert "NAHTLOS_SECRET" not in stopped.err
    assert stopped.status != 0
    assert seconds < 60
    assert written == []
    assert "locked" not in states
    assert resumed.status in (0, 3), resumed.err

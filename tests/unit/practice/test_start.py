"""A practice system is a process that lives as long as the block that started it."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from nahtlos.practice import start_practice
from nahtlos.practice.cases import generate_vouchers, write_csv
from nahtlos.practice.start import PracticeDidNotStart


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_system_serves_until_the_block_ends(tmp_path: Path) -> None:
    """Screens and truth answer inside the block; afterwards the process is gone."""
    write_csv(tmp_path / "vouchers.csv", generate_vouchers(15, 8))

    with start_practice("casework", data=tmp_path / "vouchers.csv") as practice:
        screen = httpx.get(practice.address)
        records = httpx.get(f"{practice.truth}/records", headers={"Authorization": f"Bearer {practice.token}"})

        assert "Anmeldung" in screen.text
        assert len(records.json()) == 14
        assert sorted(practice.users) == ["bot", "bot2"]
        assert _is_alive(practice.pid)
    assert not _is_alive(practice.pid)
    assert practice.process.returncode == 0


def test_password_can_be_given() -> None:
    """A system that is kept can be started again with the same password."""
    with start_practice("casework", cases=12, extra=("--password-user", "kim", "--password", "fest")) as practice:
        assert practice.users["kim"] == "fest"


def test_system_that_cannot_start_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The reason is on the screen, the exception names the system."""
    with (
        pytest.raises(PracticeDidNotStart, match="The practice system casework did not start"),
        start_practice("casework", data=tmp_path / "missing.csv"),
    ):
        pass

    assert "missing.csv" in capfd.readouterr().err


def test_system_ends_with_its_parent() -> None:
    """No practice system is left behind by a killed run."""
    script = (
        "import os; from nahtlos.practice import start_practice; manager = start_practice('casework', cases=12);"
        "practice = manager.__enter__(); print(practice.address, flush=True); os._exit(0)"
    )
    command = [sys.executable, "-c", script]

    # The system inherits the error pipe, so this waits until the system has ended too.
    parent = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)

    with pytest.raises(httpx.ConnectError):
        httpx.get(parent.stdout.strip())

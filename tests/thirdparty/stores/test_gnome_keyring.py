"""FAULTS row 28: the keyring of a real desktop, open and locked: while it is locked, no other store is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.workspace import PROGRAM, Answer

pytestmark = [
    pytest.mark.thirdparty,
    pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="needs gnome-keyring of Debian"),
]
OPEN = "printf door | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1; "
LOCKED = "gnome-keyring-daemon --start --components=secrets > /dev/null 2>&1; "


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    subprocess.run([*PROGRAM, "init", str(folder)], check=True, capture_output=True)
    with (folder / "config/nahtlos.yaml").open("a", encoding="utf-8") as settings:
        settings.write("secrets: {stores: [keyring, environment]}\n")
    return folder


def at_a_desk(workspace: Path, *commands: str, keyring: str) -> Answer:
    """Run commands in a session of their own, in which a keyring is open or locked."""
    home = workspace.parent / "home"
    (home / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
    known = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    told = f'nahtlos() {{ {" ".join(PROGRAM)} "$@"; }}; '
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", told + keyring + "; ".join(commands)], cwd=workspace, text=True,
        env={**known, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")}, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip
    return Answer(status=done.returncode, out=done.stdout, err=done.stderr)


def test_a_secret_is_kept_in_the_keyring_of_the_desktop(workspace: Path) -> None:
    """Set, replaced, found by the next session; and no file holds it in the open."""
    first = at_a_desk(
        workspace, "printf hunter1 | nahtlos secrets set casework-bot.password",
        "printf hunter2 | nahtlos secrets rotate casework-bot.password", keyring=OPEN,
    )  # fmt: skip
    found = at_a_desk(workspace, "nahtlos secrets check --json", keyring=OPEN)
    gone = at_a_desk(workspace, "nahtlos secrets remove casework-bot.password", "nahtlos secrets check", keyring=OPEN)

    assert "casework-bot.password is set (keyring)" in first.out
    assert {one["secret"]: one["store"] for one in found.json["secrets"]}["casework-bot.password"] == "keyring"
    assert "casework-bot.password" in gone.out
    assert "casework-bot.password  keyring" not in gone.out
    kept = [path.read_bytes() for path in workspace.parent.rglob("*") if path.is_file()]
    assert not any(b"hunter" in data for data in kept)


def test_a_locked_keyring_is_down(workspace: Path) -> None:
    """The environment has the secret and is not asked: it is less safe."""
    at_a_desk(workspace, "printf hunter1 | nahtlos secrets set casework-bot.password", keyring=OPEN)

    answer = at_a_desk(workspace, "NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD=x nahtlos secrets check", keyring=LOCKED)

    assert answer.status == 1
    assert "E610" in answer.out
    assert "locked" in answer.out

"""The profile `practice` finds the practice systems where they run today."""

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from nahtlos.errors import PracticeNotRunning, UnknownProfile
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.practice import PracticeSystem, PracticeSystems, find_practice, noted
from nahtlos.runtime.profile import choose_profile
from nahtlos.runtime.workspace import Workspace


@pytest.fixture
def address() -> Iterator[str]:
    """Somebody listens here."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def practice(address: str) -> PracticeSystems:
    return PracticeSystems.of(
        PracticeSystem(system=name, address=address, user="bot", password=f"{name}-password")
        for name in ("casework", "exchange")
    )


def test_note_is_found_while_they_run(workspace: Workspace, address: str) -> None:
    """The note leads to the systems, may be read by its owner only, and is gone when they end."""
    with noted(workspace, practice(address)) as path:
        assert find_practice(workspace) == practice(address)
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600

    with pytest.raises(PracticeNotRunning):
        find_practice(workspace)


def test_note_of_systems_that_are_gone(workspace: Workspace) -> None:
    """A note that a killed process left behind does not lead to a closed port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = f"http://127.0.0.1:{server.getsockname()[1]}"

    with noted(workspace, practice(gone)), pytest.raises(PracticeNotRunning):
        find_practice(workspace)


@pytest.mark.parametrize("content", ["", "[{}]", '{"a": 1}', "[1]"])
def test_broken_note(workspace: Workspace, content: str) -> None:
    """A note that is none is as good as none."""
    (workspace.logs / "practice.json").write_text(content)

    with pytest.raises(PracticeNotRunning):
        find_practice(workspace)


def test_profile_takes_the_addresses_of_today(workspace: Workspace, address: str) -> None:
    """Systems without an address in the profile are where they run; their secrets come along, by account."""
    profile = choose_profile(read_definitions(workspace), "practice", practice=practice(address))

    assert {profile.systems[name].address for name in ("casework", "exchange")} == {address}
    assert profile.practice is not None
    assert profile.practice.secrets(profile.systems) == {
        ("casework-bot", "user"): "bot", ("casework-bot", "password"): "casework-password",
        ("exchange-bot", "user"): "bot", ("exchange-bot", "password"): "exchange-password",
    }  # fmt: skip


def test_profile_with_addresses_of_its_own(workspace: Workspace) -> None:
    """Where the file says where the practice systems are, nothing else is asked."""
    path = workspace.root / "config" / "systems.yaml"
    own = "practice:\n    casework: {address: http://one.example}\n    exchange: {address: http://two.example}"
    path.write_text(path.read_text("utf-8").replace("practice: {}", own), "utf-8")

    profile = choose_profile(read_definitions(workspace), "practice")

    addresses = [profile.systems[name].address for name in ("casework", "exchange")]
    assert addresses == ["http://one.example", "http://two.example"]
    assert profile.practice is None


def test_other_profiles_stay_as_they_are(workspace: Workspace) -> None:
    """Without the profile, the addresses of the file hold; a profile that is none has a hint."""
    definitions = read_definitions(workspace)

    assert choose_profile(definitions, None).systems["casework"].address == "http://127.0.0.1:8801"
    with pytest.raises(UnknownProfile):
        choose_profile(definitions, "practise")


def test_note_is_one_json_list(workspace: Workspace, address: str) -> None:
    """Other programs can read it."""
    with noted(workspace, practice(address)) as path:
        assert [entry["system"] for entry in json.loads(Path(path).read_text())] == ["casework", "exchange"]

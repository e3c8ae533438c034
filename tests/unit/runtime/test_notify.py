"""systemd is told how the service is, where it listens, and nobody else is bothered."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from nahtlos.runtime.notify import Notify


def test_words_arrive(tmp_path: Path) -> None:
    """What is said arrives as one datagram."""
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(10)

        Notify.of({"NOTIFY_SOCKET": address}, pid=7).say("READY=1")

        assert systemd.recv(100) == b"READY=1"


def test_abstract_address() -> None:
    """An address with @ is one without a file."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0nahtlos-test-notify")
        systemd.settimeout(10)

        Notify(address="@nahtlos-test-notify").say("WATCHDOG=1")

        assert systemd.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", [None, "/no/such/socket"])
def test_nobody_listens(address: str | None) -> None:
    """Nothing happens."""
    Notify(address=address).say("READY=1")


@pytest.mark.parametrize(
    ("environ", "every"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "120000000"}, 60.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "7"}, 60.0),
        # meant for the program that started us
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_signs_of_life(environ: dict[str, str], every: float | None) -> None:
    """They are given twice in the time that systemd waits."""
    assert Notify.of(environ, pid=7).every == every

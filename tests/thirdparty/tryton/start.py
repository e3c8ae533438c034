"""A private Tryton with its web client on loopback, from the packages that `make test-thirdparty` installs by name."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

HOME = Path(__file__).parents[3] / ".thirdparty" / "tryton"
PROGRAMS = HOME / "bin"
CLIENT = HOME / "node_modules" / "tryton-sao"
SETTINGS = """[database]
uri = sqlite://
path = {folder}
language = de
[web]
listen = 127.0.0.1:{port}
root = {client}
"""
SECONDS = 300


def is_installed() -> bool:
    """Whether server and client are there."""
    return (PROGRAMS / "trytond").exists() and CLIENT.exists()


@contextmanager
def tryton(folder: Path, *, password: str, parties: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Run an instance in this folder with these parties (name, postcode, city), and give its address."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "trytond.conf"
    settings.write_text(SETTINGS.format(folder=folder, port=port, client=CLIENT), encoding="utf-8")
    _link_parts()
    _prepare(folder, settings, password)
    _run(PROGRAMS / "python", Path(__file__).with_name("seed.py"), settings, *(text for one in parties for text in one))
    address, quiet = f"http://127.0.0.1:{port}", subprocess.DEVNULL
    command = [str(PROGRAMS / "trytond"), "-c", str(settings), "-d", "lab"]
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()


def _link_parts() -> None:
    """The page asks for the client's parts below the client."""
    parts = CLIENT / "node_modules"
    if not parts.exists():
        parts.symlink_to(HOME / "node_modules")


def _prepare(folder: Path, settings: Path, password: str) -> None:
    (folder / "lab.sqlite").touch()
    (folder / "password").write_text(password, encoding="utf-8")
    admin, file = PROGRAMS / "trytond-admin", str(folder / "password")
    _run(admin, "-c", settings, "-d", "lab", "--all", "-l", "de", "--email", "a@example.org", password_file=file)
    _run(admin, "-c", settings, "-d", "lab", "-u", "party", "--activate-dependencies", password_file=file)


def _run(*command: object, password_file: str = "") -> None:
    environ = {**os.environ, "TRYTONPASSFILE": password_file}
    done = subprocess.run(
        [str(part) for part in command], env=environ, check=False, timeout=SECONDS, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=30):
            return
        time.sleep(0.2)
    raise RuntimeError("Tryton does not answer.")

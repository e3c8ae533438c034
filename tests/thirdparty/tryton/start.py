"""A private Tryton with its web client on loopback, from the packages that `make test-thirdparty` installs by name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.thirdparty.server import HOME, done, free_port, kept, running

PROGRAMS = HOME / "tryton" / "bin"
CLIENT = HOME / "tryton" / "node_modules" / "tryton-sao"
SEED = Path(__file__).with_name("seed.py")
SETTINGS = """[database]
uri = sqlite://
path = {folder}
language = de
[web]
listen = 127.0.0.1:{port}
root = {client}
"""
MODULES = ("ir", "res", "party")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tryton:
    """A running instance."""

    address: str
    password: str
    database: Path


def is_installed() -> bool:
    """Whether server and client are there."""
    return (PROGRAMS / "trytond").exists() and CLIENT.exists()


@contextmanager
def tryton(folder: Path, *, parties: Sequence[tuple[str, str, str]]) -> Iterator[Tryton]:
    """Run an instance in this folder with these parties: name, postcode, city."""
    texts = [text for party in parties for text in party]

    def make(raw: Path, _password: str) -> None:
        _initialise(raw, texts)

    seeded = kept("tryton-seeded", SEED.read_text("utf-8"), *MODULES, *texts, make=make)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(seeded / "lab.sqlite", folder / "lab.sqlite")
    _link_parts()
    port = free_port()
    settings = _settings(folder, port)
    command = [PROGRAMS / "trytond", "-c", settings, "-d", "lab"]
    with running(command, address=f"http://127.0.0.1:{port}", environment=os.environ) as address:
        yield Tryton(
            address=address, password=(seeded / "password").read_text("utf-8"), database=folder / "lab.sqlite"
        )


def _initialise(folder: Path, texts: Sequence[str]) -> None:
    """Make a database with these modules and parties."""
    (folder / "lab.sqlite").touch()
    settings = _settings(folder, 1)
    environment = {**os.environ, "TRYTONPASSFILE": str(folder / "password")}
    admin = [PROGRAMS / "trytond-admin", "-c", settings, "-d", "lab", "-l", "de", "--email", "a@example.org"]
    done([*admin, "-u", *MODULES, "--activate-dependencies"], environment=environment)
    done([PROGRAMS / "python", SEED, settings, *texts], environment=environment)


def _settings(folder: Path, port: int) -> Path:
    file = folder / "trytond.conf"
    file.write_text(SETTINGS.format(folder=folder, port=port, client=CLIENT), encoding="utf-8")
    return file


def _link_parts() -> None:
    """The page asks for the client's parts below the client."""
    parts = CLIENT / "node_modules"
    if not parts.exists():
        parts.symlink_to(HOME / "tryton" / "node_modules")

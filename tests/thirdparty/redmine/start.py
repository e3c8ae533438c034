"""A private Redmine on loopback, as Debian packages it: seeded once, its database kept, each run on a copy."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.thirdparty.server import done, free_port, kept, running

HOME = Path("/usr/share/redmine")
EMPTY = Path("/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default")
"""The database that the package sets up."""
SEED = Path(__file__).with_name("seed.rb")
DATABASE = """production:
  adapter: sqlite3
  database: {file}
  timeout: 15000
  encoding: utf8
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redmine:
    """A running instance."""

    address: str
    password: str
    database: Path


def is_installed() -> bool:
    """Whether `apt install redmine redmine-sqlite puma` was done."""
    return HOME.exists() and EMPTY.exists() and shutil.which("puma") is not None


@contextmanager
def redmine(folder: Path) -> Iterator[Redmine]:
    """Run an instance in this folder."""
    seeded = kept("redmine", SEED.read_text("utf-8"), str(EMPTY.stat().st_mtime_ns), make=_seed)
    environment = _instance(folder, seeded / "redmine.sqlite3")
    port = free_port()
    command = ["puma", "-e", "production", "-b", f"tcp://127.0.0.1:{port}", "-t", "2:5", "--dir", HOME]
    with running(command, address=f"http://127.0.0.1:{port}/login", environment=environment):
        yield Redmine(
            address=f"http://127.0.0.1:{port}", password=(seeded / "password").read_text("utf-8"),
            database=folder / "db" / "redmine.sqlite3",
        )  # fmt: skip


def _seed(folder: Path, password: str) -> None:
    environment = _instance(folder / "instance", EMPTY) | {"REDMINE_PASSWORD": password}
    done(["bin/rails", "runner", SEED], environment=environment, folder=HOME)
    (folder / "instance" / "db" / "redmine.sqlite3").rename(folder / "redmine.sqlite3")
    shutil.rmtree(folder / "instance")


def _instance(folder: Path, database: Path) -> dict[str, str]:
    """Lay out an instance on a copy of a database; returns the environment it runs in."""
    for name in ("config", "db", "files", "log", "public", "tmp"):
        (folder / name).mkdir(parents=True)
    own = folder / "db" / "redmine.sqlite3"
    shutil.copyfile(database, own)
    (folder / "config" / "database.yml").write_text(DATABASE.format(file=own), encoding="utf-8")
    (folder / "config" / "secret_key.txt").write_text(secrets.token_hex(40), encoding="utf-8")
    instance = "../" * 10 + str(folder).lstrip("/")  # it is a link, which Ruby follows in some places only
    return {
        **os.environ, "RAILS_ENV": "production", "RAILS_SERVE_STATIC_FILES": "1", "LANG": "C.UTF-8",
        "REDMINE_INSTANCE": instance,
    }  # fmt: skip

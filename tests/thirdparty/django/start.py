"""A private Django administration on loopback: seeded once, its database kept, each run on a copy."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.thirdparty.server import HOME, done, free_port, kept, running

PYTHON = HOME / "django" / "bin" / "python"
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A running instance."""

    address: str
    password: str
    database: Path


def is_installed() -> bool:
    """Whether `make .thirdparty/django/.ready` was done."""
    return PYTHON.with_name("django-admin").exists()


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Run an instance in this folder."""
    sources = [path.read_text("utf-8") for path in (HERE / "seed.py", HERE / "office" / "models.py")]
    seeded, database, port = kept("django", *sources, make=_seed), folder / "db.sqlite3", free_port()
    shutil.copyfile(seeded / "db.sqlite3", database)
    command = [PYTHON, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    address = f"http://127.0.0.1:{port}"
    with running(command, address=f"{address}/admin/login/", environment=_environment(database)):
        yield Office(address=address, password=(seeded / "password").read_text("utf-8"), database=database)


def _seed(folder: Path, password: str) -> None:
    environment = _environment(folder / "db.sqlite3") | {"PASSWORD": password}
    done([PYTHON, "-m", "django", "migrate", "--run-syncdb"], environment=environment, folder=HERE)
    done([PYTHON, HERE / "seed.py"], environment=environment, folder=HERE)


def _environment(database: Path) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "office.settings", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **settings, "DATABASE": str(database), "SECRET_KEY": secrets.token_hex(25)}

"""A private Redmine on loopback, as Debian packages it: seeded once, started with puma."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOME = Path("/usr/share/redmine")
EMPTY = Path("/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default")
"""The database that the package sets up."""
DATABASE = """production:
  adapter: sqlite3
  database: {file}
  timeout: 15000
  encoding: utf8
"""
SECONDS = 120


def is_installed() -> bool:
    """Whether `apt install redmine redmine-sqlite puma` was done."""
    return HOME.exists() and EMPTY.exists() and shutil.which("puma") is not None


@contextmanager
def redmine(folder: Path, *, password: str) -> Iterator[str]:
    """Run an instance in this folder and give its address."""
    environment = _prepare(folder) | {"REDMINE_PASSWORD": password}
    seed = Path(__file__).with_name("seed.rb")
    subprocess.run(["bin/rails", "runner", str(seed)], cwd=HOME, env=environment, check=True, timeout=SECONDS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = ["puma", "-e", "production", "-b", f"tcp://127.0.0.1:{port}", "-t", "2:5", "--dir", str(HOME)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(f"{address}/login", server)
            yield address
        finally:
            server.terminate()


def _prepare(folder: Path) -> dict[str, str]:
    for name in ("config", "db", "files", "log", "public", "tmp"):
        (folder / name).mkdir(parents=True)
    database = folder / "db" / "redmine.sqlite3"
    shutil.copyfile(EMPTY, database)
    (folder / "config" / "database.yml").write_text(DATABASE.format(file=database), encoding="utf-8")
    (folder / "config" / "secret_key.txt").write_text(secrets.token_hex(40), encoding="utf-8")
    instance = "../" * 10 + str(folder).lstrip("/")  # it is a link, which Ruby follows in some places only
    return {
        **os.environ, "RAILS_ENV": "production", "RAILS_SERVE_STATIC_FILES": "1", "LANG": "C.UTF-8",
        "REDMINE_INSTANCE": instance,
    }  # fmt: skip


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=30):
            return
        time.sleep(0.2)
    raise RuntimeError("Redmine does not answer.")

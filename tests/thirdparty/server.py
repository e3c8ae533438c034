"""Foreign servers on loopback: what is prepared once and kept, and a process that answers until the test is over."""

from __future__ import annotations

import fcntl
import hashlib
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

HOME = Path(__file__).parents[2] / ".thirdparty"
SECONDS = 300


def kept(name: str, *sources: str, make: Callable[[Path, str], None]) -> Path:
    """Return a folder that `make` filled once from these sources, with a `password` of its own; others wait for it."""
    HOME.mkdir(exist_ok=True)
    key = hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]
    folder, raw = HOME / f"{name}-{key}", HOME / f"{name}-{key}.raw"
    with (HOME / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(raw, ignore_errors=True)
            raw.mkdir(mode=0o700)
            password = secrets.token_urlsafe(16)
            (raw / "password").write_text(password, encoding="utf-8")
            make(raw, password)
            raw.rename(folder)
    return folder


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def done(command: Sequence[object], *, environment: Mapping[str, str], folder: Path | None = None) -> None:
    """Run a command to its end."""
    words = [str(word) for word in command]
    ended = subprocess.run(
        words, env=environment, cwd=folder, check=False, timeout=SECONDS, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr


@contextmanager
def running(command: Sequence[object], *, address: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Run a server, and give its address once it answers there."""
    words, quiet = [str(word) for word in command], subprocess.DEVNULL
    with subprocess.Popen(words, env=environment, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=30):
            return
        time.sleep(0.2)
    raise RuntimeError(f"{server.args!s} does not answer.")

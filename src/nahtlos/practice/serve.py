"""Serves one practice system: its screens on one port, its truth on another, until it is told to stop."""

import asyncio
import contextlib
import json
import os
import random
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.cases import Voucher
from nahtlos.practice.faults.board import SwitchBoard
from nahtlos.practice.faults.kinds import KINDS
from nahtlos.practice.faults.line import Line
from nahtlos.practice.faults.middleware import with_faults
from nahtlos.practice.truth import CommitTime, Truth
from nahtlos.practice.truth_interface import create_truth_app
from nahtlos.practice.variation import Variation

SYSTEMS = {
    "casework": "nahtlos.practice.casework.app",
    "exchange": "nahtlos.practice.exchange.app",
    "rpa-challenge": "nahtlos.practice.rpa_challenge.app",
}
"""Each module has `create_app(*, vouchers, variation, truth, accounts)`; only the one that is served is imported."""

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is to be served, and how it behaves."""

    system: str
    vouchers: Sequence[Voucher]
    seed: int
    latency: tuple[float, float] = (0.0, 0.06)
    commit_time: CommitTime = field(default_factory=CommitTime)
    session_timeout: float = 900.0
    users: dict[str, str] = field(default_factory=dict)
    port: int = 0
    truth_port: int = 0
    with_parent: bool = False
    faults: Sequence[Mapping[str, Any]] = ()
    """What is armed from the start."""


def serve(service: Service) -> None:
    """Serve a system and say in one line of JSON where; return after SIGTERM."""
    asyncio.run(_serve(service))


async def _serve(service: Service) -> None:
    # Asked before anybody learns that we are ready: a parent that is killed right then has to be missed.
    parent = os.getppid() if service.with_parent else None
    accounts = Accounts(service.users, session_timeout=service.session_timeout, clock=time.monotonic)
    truth = Truth(commit_time=service.commit_time, rng=random.Random(f"{service.seed}/commits"), clock=time.time)
    token = secrets.token_urlsafe(24)
    board = SwitchBoard(KINDS)
    board.arm_all(list(service.faults))
    app = with_faults(_load_app(service, truth, accounts), board, accounts)
    with _listen(service.port) as screens, _listen(service.truth_port) as interface:
        servers = [_server(app), _server(create_truth_app(truth, accounts, token=token, board=board))]
        _announce(service, screens, interface, token=token)
        async with asyncio.TaskGroup() as group:
            for server, listening in zip(servers, (screens, interface), strict=True):
                group.create_task(server.serve(sockets=[listening]))
            await _until_told_to_stop(parent)
            for server in servers:
                server.should_exit = server.force_exit = True


def _load_app(service: Service, truth: Truth, accounts: Accounts) -> ASGIApp:
    create_app = import_module(SYSTEMS[service.system]).create_app
    variation = Variation(service.seed, latency=service.latency)
    app: ASGIApp = create_app(vouchers=service.vouchers, variation=variation, truth=truth, accounts=accounts)
    return app


def _listen(port: int) -> socket.socket:
    listening = socket.create_server((HOST, port), backlog=128)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits 40 ms for an ACK
    return listening


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process, which has two of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: ASGIApp) -> _Server:
    # A browser that reuses a connection in the very moment it is closed shows an error page: keep them long.
    config = uvicorn.Config(
        app, http=Line, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=300
    )  # fmt: skip
    return _Server(config)


def _announce(service: Service, screens: socket.socket, interface: socket.socket, *, token: str) -> None:
    line = {
        "system": service.system,
        "address": f"http://{HOST}:{screens.getsockname()[1]}",
        "truth": f"http://{HOST}:{interface.getsockname()[1]}",
        "token": token,
        "users": service.users,
        "pid": os.getpid(),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def _until_told_to_stop(parent: int | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    while not stop.is_set() and parent in (None, os.getppid()):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=1)

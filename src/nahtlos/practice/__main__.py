"""The command line of one practice system: `python -m nahtlos.practice casework --cases 200 --seed 7`."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nahtlos.practice.cases import generate_vouchers, read_csv
from nahtlos.practice.faults.board import SwitchBoard
from nahtlos.practice.faults.kinds import KINDS
from nahtlos.practice.serve import SYSTEMS, Service, serve
from nahtlos.practice.truth import CommitTime

ACCOUNTS = ("bot", "bot2")


def main(arguments: Sequence[str]) -> None:
    """Read the options and serve."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        service = _service(options)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    serve(service)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nahtlos.practice", description="Serve one practice system until SIGTERM.")
    option = parser.add_argument
    option("system", choices=sorted(SYSTEMS))
    option("--data", type=Path, metavar="FILE", help="the delivery as CSV; else it is generated")
    option("--cases", type=int, default=200, help="how many cases to generate (default 200)")
    option("--seed", type=int, default=2026, help="seed of the generated cases and of the structure of the screens")
    option("--variation", type=int, metavar="SEED", help="another seed for the structure of the screens")
    option("--port", type=int, default=0)
    option("--truth-port", type=int, default=0)
    option("--password-user", default=ACCOUNTS[0], metavar="NAME", help="the account that gets --password")
    option("--password", help="passwords are made up where none is given")
    option("--session-timeout", type=float, default=900.0, metavar="S")
    option("--settle", type=float, default=3.0, metavar="S", help="within this time every write is committed")
    option("--commit-delay", type=float, nargs=2, default=(0.02, 0.4), metavar=("LOW", "HIGH"))
    option("--latency", type=float, nargs=2, default=(0.0, 0.06), metavar=("LOW", "HIGH"), help="per request, seconds")
    option("--faults", type=_faults, default=[], metavar="FILE|JSON", help="faults that are armed from the start")
    option("--with-parent", action="store_true", help="end when the parent process ends")
    return parser


def _service(options: argparse.Namespace) -> Service:
    low, high = options.commit_delay
    vouchers = read_csv(options.data) if options.data else generate_vouchers(options.cases, options.seed)
    return Service(
        system=options.system,
        vouchers=vouchers,
        seed=options.seed if options.variation is None else options.variation,
        latency=tuple(options.latency),
        commit_time=CommitTime(low=low, high=high, settle=options.settle),
        session_timeout=options.session_timeout,
        users=_passwords() | ({options.password_user: options.password} if options.password else {}),
        port=options.port,
        truth_port=options.truth_port,
        with_parent=options.with_parent,
        faults=options.faults,
    )


def _faults(written: str) -> list[dict[str, Any]]:
    """Read faults from a file or from the word itself, and refuse what nobody can arm."""
    text = written if written.lstrip()[:1] in ("[", "{") else Path(written).read_text(encoding="utf-8")
    wishes = json.loads(text)
    SwitchBoard(KINDS).arm_all(wishes)
    return wishes if isinstance(wishes, list) else [wishes]


def _passwords() -> dict[str, str]:
    return {account: secrets.token_urlsafe(12) for account in ACCOUNTS}


if __name__ == "__main__":
    main(sys.argv[1:])

"""The technical log: what programs did, for those who look for a fault. Masked, rotated, and no evidence.

It takes no values: of what is put into a message, only numbers, names and ids stay; of an error, its class and where
it happened, never what it says.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from nahtlos.errors import NahtlosError
from nahtlos.journal.disk import writing_to

SIZE = 5 << 20
FILES = 5
PLAIN = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9_.:/#-]{0,127}")
"""Names and ids; values of people have capitals, blanks or nothing but digits."""
HIDDEN = "…"


@contextmanager
def technical_log(path: Path, *, mask: Callable[[str], str]) -> Iterator[logging.Logger]:
    """Write what the loggers below `nahtlos` say to a file, until the end of the block."""
    logger = logging.getLogger("nahtlos")
    with writing_to(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o640)
        handler = RotatingFileHandler(path, maxBytes=SIZE, backupCount=FILES, encoding="utf-8")
    handler.setFormatter(PlainFormatter(mask))
    level, propagates = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    # Handlers of the program around us would neither mask nor leave out.
    logger.propagate = False
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        handler.close()
        logger.level, logger.propagate = level, propagates


class PlainFormatter(logging.Formatter):
    """Words a record in one line without values."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, message and, of an error, its class and places."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        parts = [moment, record.levelname, record.name, _message(record)]
        if record.exc_info and record.exc_info[1]:
            parts.append(_error(record.exc_info[1]))
        return self._mask(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", " ".join(parts)))


def _message(record: logging.LogRecord) -> str:
    arguments = record.args
    if not arguments:
        return str(record.msg)
    if isinstance(arguments, tuple):
        return str(record.msg) % tuple(map(_plain, arguments))
    return str(record.msg) % {name: _plain(value) for name, value in arguments.items()}


def _plain(value: object) -> object:
    match value:
        case NahtlosError():
            return value.code
        case BaseException():
            return type(value).__name__
        case bool() | int() | float():
            return value
        case _:
            return str(value) if PLAIN.fullmatch(str(value)) else HIDDEN


def _error(error: BaseException) -> str:
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"[{type(error).__name__} {_plain(error)} at {' > '.join(places)}]"

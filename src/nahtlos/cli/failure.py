"""An error in words: what happened, where, and what to do; never a value out of an exception nobody foresaw."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import PurePath

from nahtlos.cli.output import complain, say_json
from nahtlos.cli.status import Status
from nahtlos.errors import (
    BrowserMissing,
    BrowserNotInstalled,
    BrowserNotStarted,
    InternalFault,
    NahtlosError,
    PracticeNotStarted,
    RecordError,
    Refused,
    RunError,
)

_NOT_THE_INPUT = (RunError, RecordError, BrowserMissing, BrowserNotInstalled, BrowserNotStarted, PracticeNotStarted)


def tell(error: Exception, *, as_json: bool) -> Status:
    """Report an error and return the status it means."""
    problems = list({str(problem): problem for problem in _problems(error)}.values())
    if as_json:
        say_json({"errors": [problem.as_json() for problem in problems]})
    else:
        complain("\n\n".join(problem.report() for problem in problems))
        _complain_of_faults(error)
    return Status.FAILED if any(isinstance(problem, _NOT_THE_INPUT) for problem in problems) else Status.INPUT


def _problems(error: BaseException) -> Iterator[NahtlosError]:
    match error:
        case BaseExceptionGroup():
            for part in error.exceptions:
                yield from _problems(part)
        case Refused():
            yield from error.problems
        case NahtlosError():
            yield error
        case _:
            yield InternalFault(kind=type(error).__name__)


def _complain_of_faults(error: BaseException) -> None:
    """Say where in the code it happened, without the words of the exception: they may hold values."""
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            _complain_of_faults(part)
    elif not isinstance(error, NahtlosError):
        for frame in traceback.extract_tb(error.__traceback__):
            place = "/".join(PurePath(frame.filename).parts[-3:])
            complain(f"  at {place}:{frame.lineno} in {frame.name}")

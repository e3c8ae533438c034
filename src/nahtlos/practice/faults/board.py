"""Arms faults, decides which requests they strike, and counts."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from nahtlos.practice.faults.fault import Fault


class WrongWish(ValueError):  # noqa: N818  (named by what happened)
    """Nobody can arm that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Which requests a fault strikes: those that match, from the n-th on, so many times, or at random."""

    path: str = ".*"
    """A pattern for the whole path."""
    method: str = ".*"
    """A pattern for the method."""
    nth: int = 1
    """The first of the matching requests that is struck, from 1."""
    times: int | None = 1
    """How many are struck; None: all from then on."""
    rate: float = 1.0
    """How probable it is that one is struck."""
    seed: int = 0
    """Decides which, where the rate is below 1."""

    def matches(self, method: str, path: str) -> bool:
        """Tell whether this is about such a request."""
        return bool(re.fullmatch(self.path, path) and re.fullmatch(self.method, method))


@dataclass(slots=True, kw_only=True)
class Armed:
    """A fault that waits for its requests."""

    kind: str
    fault: Fault
    when: When
    seen: int = 0
    struck: int = 0
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.kind}/{self.when.seed}")

    def strikes(self, method: str, path: str) -> bool:
        """Decide about one request, and count it."""
        if not self.when.matches(method, path):
            return False
        self.seen += 1
        is_over = self.when.times is not None and self.struck >= self.when.times
        if is_over or self.seen < self.when.nth or self.rng.random() >= self.when.rate:
            return False
        self.struck += 1
        return True

    def shown(self) -> dict[str, Any]:
        """What `GET /faults` says of it."""
        when = {name.name: getattr(self.when, name.name) for name in fields(When)}
        return {"fault": self.kind, **self.fault.options(), **when, "seen": self.seen, "struck": self.struck}


class SwitchBoard:
    """The armed faults of one system."""

    def __init__(self, kinds: Mapping[str, type[Fault]]) -> None:
        self._kinds = kinds
        self._armed: list[Armed] = []

    def arm(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """Arm one fault as `{"fault": "http_error", "status": 503, "path": "/api/.*", "nth": 2}` wishes."""
        name = wish.get("fault")
        kind = self._kinds.get(str(name))
        if kind is None:
            raise WrongWish(f"There is no fault {name!r}; there are: {', '.join(sorted(self._kinds))}.")
        timing = {one.name for one in fields(When)}
        given = {key: value for key, value in wish.items() if key != "fault"}
        options = {key: value for key, value in given.items() if key not in timing}
        when = {key: value for key, value in given.items() if key in timing}
        if "rate" in when:
            when.setdefault("times", None)
        armed = Armed(kind=str(name), fault=_made(kind, options), when=_made(When, when))
        self._armed.append(armed)
        return armed.shown()

    def arm_all(self, wishes: object) -> list[dict[str, Any]]:
        """Arm one fault or a list of them, as JSON says it."""
        several = wishes if isinstance(wishes, list) else [wishes]
        objects = [wish for wish in several if isinstance(wish, Mapping)]
        if len(objects) < len(several):
            raise WrongWish('A fault is an object like {"fault": "slow", "seconds": 5}.')
        return [self.arm(wish) for wish in objects]

    def disarm(self) -> None:
        """Let nothing strike any more, and forget what did."""
        self._armed.clear()

    def shown(self) -> list[dict[str, Any]]:
        """Say of each armed fault how many requests matched and how many it struck."""
        return [armed.shown() for armed in self._armed]

    def strike(self, method: str, path: str) -> list[Fault]:
        """Return the faults that strike this request, in the order in which they were armed."""
        return [armed.fault for armed in self._armed if armed.strikes(method, path)]


def _made(kind: type[Any], options: Mapping[str, Any]) -> Any:
    known = {one.name: one for one in fields(kind)}
    if unknown := sorted(set(options) - set(known)):
        there = ", ".join(sorted(known)) or "no options"
        raise WrongWish(f"Nobody knows {', '.join(unknown)} here; there are: {there}.")
    try:
        made = kind(**options)
        if isinstance(made, When):
            re.compile(made.path)
            re.compile(made.method)
    except (TypeError, ValueError, re.error) as error:
        raise WrongWish(str(error)) from None
    return made

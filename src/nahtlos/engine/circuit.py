"""The circuit of a system: after some failures in a row nothing goes there for a while, then one case tries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nahtlos.errors import AddressUnreachable, SystemKeepsFailing, SystemRests, Unreachable
from nahtlos.plan import nodes


@dataclass(slots=True, kw_only=True)
class Circuit:
    """What one system did lately."""

    system: str
    rule: nodes.CircuitRule
    failures: int = 0
    """In a row."""
    trials: int = 0
    """How many in a row were in vain, one after each pause."""
    until: datetime | None = None
    """When the next trial may begin; None: the system is taken for well."""
    is_tried: bool = False
    """A trial is under way."""
    unreachable: AddressUnreachable | None = None
    """Why it was not reached when it was tried last."""

    def rests(self, now: datetime) -> bool:
        """Whether nothing may begin there now."""
        return self.until is not None and (self.is_tried or now < self.until)

    def enter(self, now: datetime) -> None:
        """Begin something there; raises while it rests. After a pause, one at a time."""
        if self.rests(now):
            raise SystemRests(system=self.system, failures=self.failures)
        self.is_tried = self.until is not None

    def leave(self) -> None:
        """End something of which nobody can say whether it was the system's fault."""
        self.is_tried = False

    def succeed(self) -> None:
        """Note that the system answered as it should."""
        self.failures = self.trials = 0
        self.until, self.is_tried = None, False
        self.unreachable = None

    def rest(self, now: datetime) -> None:
        """Begin a rest, however many failures there were."""
        self.until = self.until or now + timedelta(seconds=self.rule.pause)

    def fail(self, now: datetime, *, why: str) -> bool:
        """Note a failure; True when it begins a rest. Raises when the system was given enough of them."""
        self.failures += 1
        was_trial, self.is_tried = self.is_tried, False
        if self.until is not None and not was_trial:
            return False  # somebody who had begun before the rest
        if self.failures < self.rule.failures:
            return False
        self.trials += was_trial
        if self.trials > self.rule.trials:
            raise SystemKeepsFailing(system=self.system, failures=self.failures, last=why)
        self.until = now + timedelta(seconds=self.rule.pause)
        return True


@dataclass(slots=True, kw_only=True)
class Circuits:
    """The circuits of one run, shared by its lanes."""

    _known: dict[str, Circuit] = field(default_factory=dict)
    _failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _answered: set[str] = field(default_factory=set)

    def of(self, system: nodes.System) -> Circuit:
        """Return the circuit of a system."""
        return self._known.setdefault(system.name, Circuit(system=system.name, rule=system.circuit))

    def failed(self, item: str, step: str) -> int:
        """Count one more failure of an item at a step, over all its tries; return how many there were."""
        self._failed[item, step] += 1
        return self._failed[item, step]

    def resting(self, now: datetime) -> Mapping[str, Circuit]:
        """Return those of systems where nothing may begin now."""
        return {name: circuit for name, circuit in self._known.items() if circuit.rests(now)}

    def answers(self, system: str) -> None:
        """Note that a system is there, however well it is."""
        self._answered.add(system)

    def has_answered(self, system: str) -> bool:
        """Whether a system was there in this run: else its address is more often wrong than the system down."""
        return system in self._answered

    def never_there(self, systems: Iterable[str]) -> Unreachable | None:
        """Return why, if not one of these systems was there in this run."""
        why = None
        for circuit in (self._known[system] for system in systems):
            if circuit.unreachable is None or self.has_answered(circuit.system):
                return None
            why = Unreachable(system=circuit.system, said=circuit.unreachable.said())
        return why

    def ailing(self, system: str) -> bool:
        """Whether a system is only tried, one item at a time."""
        return system in self._known and self._known[system].until is not None

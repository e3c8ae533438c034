"""The tries of one step of one item: each counts for the circuit of its system."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta

from nahtlos.engine.circuit import Circuit
from nahtlos.engine.outcome import StepOutcome
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.ports import Outcome
from nahtlos.engine.retry import wait_before
from nahtlos.errors import AddressUnreachable, ReadBackDiffers, SystemRests
from nahtlos.events import SystemRested
from nahtlos.plan import nodes


@dataclass(slots=True, kw_only=True)
class Tries:
    """How often it was tried, and what its system had to say."""

    parts: Parts
    brakes: Brakes
    step: nodes.Step
    run: str
    item: str
    system: nodes.System | None
    is_in_doubt: Callable[[], bool]
    """Whether something may have been written in this step."""
    done: int = 0
    missed: AddressUnreachable | None = None
    """Why the last try did not come to the system."""

    async def one(self, attempt: Callable[[], Awaitable[StepOutcome]]) -> StepOutcome:
        """Try once, if the system is not at rest."""
        self.done += 1
        if self.system is None:
            return await attempt()
        circuit = self._circuit
        circuit.enter(self.parts.clock.now())
        try:
            outcome = await self._reaching(circuit, attempt)
        except BaseException:
            circuit.leave()
            raise
        self._count(circuit, outcome)
        return outcome

    async def _reaching(self, circuit: Circuit, attempt: Callable[[], Awaitable[StepOutcome]]) -> StepOutcome:
        """Take a system that cannot be reached for one that fails: others may be well."""
        self.missed = None
        try:
            return await attempt()
        except AddressUnreachable as error:
            if error.is_for_good:
                raise
            self.missed = error
            if not circuit.failures:
                self.parts.progress("unreachable", {"system": circuit.system, "words": error.said()})
            outcome: Outcome = "in_doubt" if self.is_in_doubt() else "failed"
            return StepOutcome(outcome=outcome, reason=error.said(), code=error.code, is_passing=True)

    def _count(self, circuit: Circuit, outcome: StepOutcome) -> None:
        if not (outcome.is_passing or outcome.outcome == "in_doubt"):
            circuit.succeed()
            return
        circuit.unreachable = self.missed
        now = self.parts.clock.now()
        if circuit.fail(now, why=outcome.reason or ""):
            until = now + timedelta(seconds=circuit.rule.pause)
            self.parts.journal.note(
                SystemRested(
                    run=self.run, system=circuit.system, failures=circuit.failures, code=outcome.code,
                    until=f"{until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                )
            )  # fmt: skip
            words = f"{circuit.failures} failures in a row, so nothing goes there for {circuit.rule.pause:g} s"
            self.parts.progress("rests", {"system": circuit.system, "words": words})

    async def may_go_on(self, outcome: StepOutcome) -> bool:
        """Decide whether there is another try, and wait for it; raises when the system is given a rest instead."""
        if self.missed is not None and outcome.outcome == "in_doubt":
            raise self._rests()  # what may be written is looked for when the case is taken again
        if outcome.outcome != "failed" or outcome.is_conflict or outcome.code == ReadBackDiffers.code:
            return False
        self._give_rest(outcome)
        wait = self._wait(outcome)
        if wait is None:
            self._wait_for_the_first_answer()
            return False
        await self.brakes.wait(self.parts.clock, wait)
        return True

    def _give_rest(self, outcome: StepOutcome) -> None:
        """Put the item back where the system is at fault; one that was tried more often than others is itself."""
        if self.system is None or not outcome.is_passing:
            return
        failed = self.parts.circuits.failed(self.item, self.step.path)
        if self._circuit.until is not None and failed < self.system.retry.times + 2:
            raise self._rests()

    def _wait_for_the_first_answer(self) -> None:
        """Put the item back where the system was never there: that is no fault of any case."""
        if self.missed is not None and not self.parts.circuits.has_answered(self._circuit.system):
            self._circuit.rest(self.parts.clock.now())
            raise self._rests()

    @property
    def _circuit(self) -> Circuit:
        assert self.system is not None
        return self.parts.circuits.of(self.system)

    def _rests(self) -> SystemRests:
        return SystemRests(system=self._circuit.system, failures=self._circuit.failures, has_failed=True)

    def _wait(self, outcome: StepOutcome) -> float | None:
        """Return how long to wait before the next try; None: there is none. What the workflow says comes first."""
        written: nodes.Retry | None = getattr(self.step, "retry", None)
        if written is not None:
            return written.wait if self.done <= written.times else None
        if self.system is None or not outcome.is_passing or self.done > self.system.retry.times:
            return None
        return wait_before(self.system.retry, self.done, chance=self.parts.chance())

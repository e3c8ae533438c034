"""What differs between two installations of one product: ids, order, label binding and latency, all from one seed."""

import random
from collections.abc import Sequence
from typing import Literal, TypeVar

T = TypeVar("T")
Binding = Literal["bound", "cell", "title"]
"""How a field gets its label: a bound <label>, the text in the cell before it, or its title attribute."""


class Variation:
    """Answers every question of structure the same way for the same seed; the wording of the screens never varies."""

    def __init__(self, seed: int, *, latency: tuple[float, float] = (0.0, 0.06)) -> None:
        self.seed = seed
        self._latency = latency
        self._pauses = random.Random(f"{seed}/latency")

    def ident(self, name: str) -> str:
        """Give an element its id: meaningless, but stable within one installation."""
        rng = self._for(f"ident/{name}")
        return f"{rng.choice(('ctl', 'f_', 'x', 'FORM1_', 'el-'))}{rng.randrange(16**6):06x}"

    def order(self, items: Sequence[T], scope: str) -> list[T]:
        """Put the items into this installation's order."""
        return self._for(f"order/{scope}").sample(items, len(items))

    def choose(self, options: Sequence[T], scope: str) -> T:
        """Pick the one of several structures this installation has."""
        return self._for(f"choose/{scope}").choice(options)

    def binding(self, name: str) -> Binding:
        """Say how the field of this name is labeled."""
        options: tuple[Binding, ...] = ("bound", "cell", "title")
        return self.choose(options, f"binding/{name}")

    def latency(self) -> float:
        """Say how many seconds the next answer takes; short ones are the rule."""
        low, high = self._latency
        return low + (high - low) * self._pauses.random() ** 2

    def _for(self, scope: str) -> random.Random:
        return random.Random(f"{self.seed}/{scope}")

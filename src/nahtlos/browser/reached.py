"""How a thing on a screen is reached, and how a bot writes that."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nahtlos.plan.nodes import LocatorKind

PLAIN = re.compile(r"[^\W_][\w .()/§&+-]*")
KINDS = ("button", "link", "tab")
"""What a locator can say beside the words of something that is clicked."""


def written(text: str) -> str:
    """Write a text as YAML does within braces."""
    return text if PLAIN.fullmatch(text) and text == text.strip() else json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How a thing is reached: a kind of locator, its text, and the title of the box around it where that is needed."""

    kind: LocatorKind
    text: str
    within: str | None = None

    def as_locator(self, what: str) -> str:
        """Write it as in a bot, without its braces; `what` is what it reaches."""
        kind = {"named": what if what in KINDS else "text"}.get(self.kind, self.kind)
        within = "" if self.within is None else f", in: {written(self.within)}"
        return f"{kind}: {written(self.text)}{within}"


def reached(by: Mapping[str, Any]) -> Reached:
    """Return the way to a thing as the eye told it."""
    return Reached(kind=by["kind"], text=by["text"], within=by.get("in"))

"""Faults of a screen: a field changes what is typed, something lies over the page, or the record is another one."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from nahtlos.practice.faults.fault import Call, Fault, unheard
from nahtlos.practice.faults.pages import Page


@cache
def screens_script() -> str:
    """Return the script that knows what can happen to a screen."""
    return files("nahtlos.practice.faults").joinpath("screens.js").read_text("utf-8")


def _call(function: str, wish: dict[str, object]) -> str:
    return "(() => {" + screens_script() + f"{function}({json.dumps(wish)});" + "})();"


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered(Page):
    """A field takes something else than was typed."""

    field: str
    """Its label."""
    how: Literal["cut", "upper", "digits", "mask", "complete", "empty"] = "cut"
    length: int = 5
    """What `cut` leaves."""
    becomes: str = "Vorschlag"
    """What `complete` puts in its place, as a browser or a list of suggestions does."""
    when: Literal["typed", "left", "later"] = "typed"
    """While one types, when one leaves the field, or a moment after that, when nobody looks any more."""

    def script(self) -> str:
        """Change the value behind the user's back."""
        return _call("alter", self.options())


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheWay(Page):
    """Something comes over the page that nobody asked for."""

    what: Literal["modal", "banner", "notice", "alert", "confirm", "prompt", "beforeunload"]
    text: str = "Hinweis"
    when: Literal["loaded", "typed", "submitted"] = "loaded"

    def script(self) -> str:
        """Show it."""
        return _call("show", self.options())


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsAway(Page):
    """The page takes its user, a frame of it, or what was entered, to another address."""

    to: str
    how: Literal["script", "frame", "form", "image"] = "script"

    def script(self) -> str:
        """Lead away once the page is there."""
        return _call("leadAway", self.options())


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour(Fault):
    """The record that opens is the next one: a list has moved on, or a tab shows what was opened before."""

    parameter: str = "satz"
    by: int = 1

    async def strike(self, call: Call) -> None:
        """Ask for another record in the address."""
        query = [
            (name, str(int(value) + self.by) if name == self.parameter and value.isdigit() else value)
            for name, value in parse_qsl(call.scope["query_string"].decode(), keep_blank_values=True)
        ]
        call.scope["query_string"] = urlencode(query).encode()
        await call.go_on()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleTab(Fault):
    """Somebody opens another record with the same account right before the page comes: it is that record's."""

    opens: str
    """The address that opens it, as `/gutschein/oeffnen?satz=4712`."""

    async def strike(self, call: Call) -> None:
        """Open it, show nobody, then answer."""
        path, _, query = self.opens.partition("?")
        other = {**call.scope, "path": path, "query_string": query.encode(), "method": "GET"}
        await call.app(other, call.receive, unheard)
        await call.go_on()


KINDS = {
    "altered_field": Altered, "in_the_way": InTheWay, "leads_away": LeadsAway, "neighbour": Neighbour,
    "stale_tab": StaleTab,
}  # fmt: skip

"""Faults of a layout: a new release has moved, renamed, doubled or replaced what a bot knows."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nahtlos.practice.faults.pages import Page


@cache
def mutations_script() -> str:
    """Return the script that knows all mutations."""
    return files("nahtlos.practice.faults").joinpath("layouts.js").read_text("utf-8")


@cache
def mutations() -> tuple[str, ...]:
    """Return the names of all mutations."""
    _, _, listed = mutations_script().partition("const mutations = {")
    return tuple(re.findall(r"^  ([a-z_]+): \(", listed, re.MULTILINE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout(Page):
    """The form of a page, or its table of hits, is built in another way; its fields keep what they mean."""

    mutation: str
    fields: tuple[str, ...] = ("Quittungsnummer", "Quittung vom", "Meldestatus", "Bemerkung")
    """The labels of the form; the first field is the one that is changed."""
    choice: str = "Meldestatus"
    button: str = "Speichern"

    def __post_init__(self) -> None:
        if self.mutation not in mutations():
            raise ValueError(f"There is no mutation {self.mutation!r}; there are: {', '.join(mutations())}.")

    def script(self) -> str:
        """Change the page once it is there, before anything of its own runs."""
        wish = {"mutation": self.mutation, "fields": self.fields, "choice": self.choice, "button": self.button}
        run = f"addEventListener('DOMContentLoaded', () => mutate({json.dumps(wish)}));"
        return f"(() => {{\n{mutations_script()}\n{run}\n}})();"


KINDS = {"layout": Layout}

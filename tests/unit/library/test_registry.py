"""Actions come in by entry points, are described to the plan and run for the engine."""

from dataclasses import dataclass
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nahtlos.engine.screen import Value
from nahtlos.errors import ActionFailed, ActionsNotLoaded, SameAction, WrongArgument
from nahtlos.library import Context, action, load_library


@action("test.wait", example="do: test.wait")
async def wait(context: Context, *, until: date, times: int = 1) -> Value:
    """Wait for a day.

    More words.
    """
    return {"until": until, "times": times, "folder": context.folder.name}


@action("test.wait", example="do: test.wait")
async def wait_too(context: Context) -> Value:
    """Wait, too."""
    return None


@action("test.break", example="do: test.break")
async def fall(context: Context) -> Value:
    """Make a mistake."""
    raise ValueError("Geheim")


@dataclass(frozen=True)
class Door:
    """An entry point without a package."""

    value: str
    module: Any

    def load(self) -> Any:
        if isinstance(self.module, Exception):
            raise self.module
        return self.module


def door(value: str, module: Any) -> EntryPoint:
    return Door(value, module)  # type: ignore[return-value]


def context(folder: Path = Path("county")) -> Context:
    return Context(folder=folder)


def test_our_own_actions_are_installed() -> None:
    """`csv.rows` comes in by the same door as everybody's actions, and says what it needs."""
    described = load_library(context()).catalogue()["csv.rows"]

    assert {"file", "columns"} == described.required
    assert {"file", "columns", "separator", "encoding"} == set(described.inputs)
    assert described.columns_input == "columns"
    assert described.outputs.kind == "list"


def test_signature_becomes_inputs() -> None:
    """Keyword arguments are inputs with their types; those without a default are required."""
    described = load_library(context(), doors=[door("a", SimpleNamespace(wait=wait))]).catalogue()["test.wait"]

    assert {name: typed.kind for name, typed in described.inputs.items()} == {"until": "date", "times": "integer"}
    assert {"until"} == described.required
    assert wait.title == "Wait for a day."


async def test_texts_become_what_the_action_takes() -> None:
    """An input of a type gets a value of it, also where the workflow says it as a text."""
    library = load_library(context(), doors=[door("a", SimpleNamespace(wait=wait))])

    result = await library.call("test.wait", {"until": "2026-12-24", "times": None})

    assert {"until": date(2026, 12, 24), "times": 1, "folder": "county"} == result


async def test_text_that_does_not_fit() -> None:
    """A text that is none of the type is refused without being told."""
    library = load_library(context(), doors=[door("a", SimpleNamespace(wait=wait))])

    with pytest.raises(WrongArgument) as caught:
        await library.call("test.wait", {"until": "Geheim"})

    assert "Geheim" not in caught.value.message()


async def test_mistake_of_an_action() -> None:
    """An exception of an action becomes a failure that keeps its text to itself."""
    library = load_library(context(), doors=[door("a", SimpleNamespace(fall=fall))])

    with pytest.raises(ActionFailed) as caught:
        await library.call("test.break", {})

    assert "ValueError" in caught.value.message() and "Geheim" not in caught.value.message()


def test_two_actions_of_one_name() -> None:
    """Nobody can say which one is meant, so both are named; the same one twice is fine."""
    first, second = door("one", SimpleNamespace(wait=wait)), door("two", SimpleNamespace(wait=wait_too))

    with pytest.raises(SameAction) as caught:
        load_library(context(), doors=[first, second])

    assert (caught.value.first, caught.value.second) == ("one", "two")
    assert {"test.wait"} == set(load_library(context(), doors=[first, first]).actions)


def test_package_that_does_not_load() -> None:
    """A broken package of actions is named."""
    with pytest.raises(ActionsNotLoaded) as caught:
        load_library(context(), doors=[door("broken.actions", ImportError("x"))])

    assert "broken.actions" in caught.value.message()

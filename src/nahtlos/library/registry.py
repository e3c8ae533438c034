"""Finds all actions by their entry points: our own and those of other packages come in by the same door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from nahtlos.engine.ports import Listing
from nahtlos.engine.screen import Value
from nahtlos.errors import ActionFailed, ActionsNotLoaded, NahtlosError, SameAction, WrongArgument
from nahtlos.expressions import InvalidValue, Typed, parse_value
from nahtlos.library.action import Action, Context
from nahtlos.plan.catalogue import Action as Described

GROUP = "nahtlos.actions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All actions that are installed; the port `Actions`."""

    actions: Mapping[str, Action]
    context: Context

    def catalogue(self) -> dict[str, Described]:
        """Describe the actions to the plan."""
        return {
            name: Described(
                name=name, inputs=action.inputs, required=action.required, outputs=action.outputs,
                columns_input=action.columns_input,
            )
            for name, action in self.actions.items()
        }  # fmt: skip

    async def call(self, name: str, arguments: Mapping[str, Value]) -> Value | Listing:
        """Run an action; whatever goes wrong in it is told without its values."""
        action = self.actions[name]
        typed = {key: _argument(action, key, value) for key, value in arguments.items() if value is not None}
        try:
            return await action.function(self.context, **typed)
        except NahtlosError:
            raise
        except Exception as error:
            raise ActionFailed(action=name, why=f"it made a mistake ({type(error).__name__}).") from error


def _argument(action: Action, key: str, value: Value) -> Value:
    typed = action.inputs.get(key, Typed())
    if not isinstance(value, str) or typed.kind in ("any", "record"):
        return value
    try:
        return parse_value(typed.kind, value)
    except InvalidValue as error:
        raise WrongArgument(action=action.name, name=key, reason=str(error)) from None


def load_library(context: Context, *, doors: Iterable[EntryPoint] | None = None) -> Library:
    """Load every action that is installed."""
    actions: dict[str, tuple[str, Action]] = {}
    for door in entry_points(group=GROUP) if doors is None else doors:
        for action in _actions_of(door):
            if actions.get(action.name, (door.value, action))[1] is not action:
                raise SameAction(name=action.name, first=actions[action.name][0], second=door.value)
            actions[action.name] = (door.value, action)
    return Library(actions={name: action for name, (_, action) in actions.items()}, context=context)


def _actions_of(door: EntryPoint) -> list[Action]:
    try:
        module = door.load()
    except Exception as error:
        raise ActionsNotLoaded(source=door.value, reason=type(error).__name__) from error
    return [part for part in vars(module).values() if isinstance(part, Action)]

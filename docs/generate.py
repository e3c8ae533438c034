"""Writes the pages of docs/reference/ that follow from the code: `python docs/generate.py` (`make docs`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from typer.main import get_command

from nahtlos import errors, events
from nahtlos.cli.commands import app
from nahtlos.errors import NahtlosError
from nahtlos.errors.error import facts_of
from nahtlos.library import Context, load_library
from nahtlos.model import scalars
from nahtlos.model.closing_days import ClosingDays, Days
from nahtlos.model.day_rules import DayRules, Weekdays
from nahtlos.model.land import Land
from nahtlos.model.settings import Settings
from nahtlos.model.systems import Override, System
from nahtlos.model.times import Zone
from nahtlos.model.windows import Edge, Window
from nahtlos.model.written import Written, as_written

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "invalid"
NOTE = "<!-- Written by `make docs`: change the code, not this page. -->"


def page(title: str, intro: str, *parts: str) -> str:
    """Put a page together."""
    return "\n\n".join([NOTE, f"# {title}", intro, *parts]) + "\n"


def table(*rows: Sequence[str]) -> str:
    """Write rows as a table; the first one is its head."""
    head, *body = ("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def flat(text: str | None) -> str:
    """Write a docstring in one line."""
    return " ".join((text or "").split())


# ------------------------------------------------------------------ errors

LISTED = {
    "E420": "A row does not fit the record of its workflow. The case is rejected; the reason names every field.",
    "E421": "A row says the same as an earlier one with the same key. It is skipped.",
    "E422": "A row has the key of another one and says something else. All of them are rejected.",
}
"""Codes of cases that are decided when they are listed; they are no errors of their own."""


def error_page() -> str:
    """Describe every error by its code."""
    intro = (
        "Every error has a code. What it says names the place and what to do next; words in ‹ › are filled in. "
        "`--json` has code, message, file, line and column."
    )
    parts = []
    for family in NahtlosError.__subclasses__():
        known = [(kind.code, kind) for kind in (family, *below(family)) if "code" in vars(kind)]
        listed = [(code, None) for code in (LISTED if family is errors.RunError else ())]
        if known and family is not errors.Refused:
            entries = sorted([*known, *listed], key=lambda entry: entry[0])
            parts.append(f"## {entries[0][0][:2]}xx: {flat(family.__doc__).rstrip('.')}")
            parts += [about(code, kind) for code, kind in entries]
    return page("Errors", intro, *parts)


def below(kind: type[NahtlosError]) -> Iterator[type[NahtlosError]]:
    """Return all classes below one; those of worlds for tests are no errors of nahtlos."""
    for child in kind.__subclasses__():
        if child.__module__.startswith(errors.__name__):
            yield child
            yield from below(child)


def about(code: str, kind: type[NahtlosError] | None) -> str:
    """Describe one error, with an example of what it says."""
    if kind is None:
        return f"### {code}\n\n{LISTED[code]}"
    return f"### {code}\n\n{flat(kind.__doc__)}\n\n```text\n{from_case(code) or worded(kind)}\n```"


def from_case(code: str) -> str | None:
    """Return what a golden case says that is named after the code."""
    for folder in sorted(CASES.glob(f"{code.lower()}_*")):
        for problem in (folder / "error.txt").read_text(encoding="utf-8").strip().split("\n\n"):
            if f"  {code}  " in problem:
                return problem
    return None


FACTS: Mapping[str, str] = {"character": "\u202e", "bracket": "["}
"""Facts that an error does more with than to name them."""


def worded(kind: type[NahtlosError]) -> str:
    """Return what an error says, with the names of its facts instead of facts."""
    message: str = sample(kind, kind.__name__).message()
    return message


class Because(NahtlosError):  # noqa: N818 - it is a fact
    """The error behind an error."""

    def message(self) -> str:
        """Be a fact."""
        return "‹because›"


def _error(kind: type[NahtlosError]) -> NahtlosError:
    kind = Because if kind.message is NahtlosError.message else kind
    hints = get_type_hints(kind)
    needed = [fact for fact, has_default in facts_of(kind).items() if not has_default]
    return kind(**{fact: sample(hints[fact], fact) for fact in needed})


class Number(float):
    """A number that is written as the name of a fact."""

    name = ""

    def __format__(self, _: str) -> str:
        return f"‹{self.name}›"

    def __floordiv__(self, _: object) -> Number:
        return self


def sample(hint: Any, name: str) -> Any:  # noqa: PLR0911 - one line per kind of hint
    """Make a fact of a type that is written as its name."""
    kinds = get_args(hint)
    if get_origin(hint) is Literal:
        return kinds[0]
    if get_origin(hint) in (tuple, Sequence) or hint in (tuple, Sequence):
        return (sample(kinds[0], name),)
    if hint is bool:
        return False
    if hint is str or str in kinds:
        return FACTS.get(name, f"‹{name}›")
    if {int, float} & {hint, *kinds}:
        number = Number(3)
        number.name = name
        return number
    if isinstance(hint, type) and issubclass(hint, NahtlosError):
        return _error(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        needed = [one for one in fields(hint) if one.default is MISSING and one.default_factory is MISSING]
        return hint(**{one.name: sample(hints[one.name], one.name) for one in needed})
    raise TypeError


# ------------------------------------------------------------------ settings

WORDS: Mapping[Any, str] = {
    scalars.Flag: "`true` or `false`",
    scalars.Positive: "a whole number from 1",
    scalars.Whole: "a whole number",
    scalars.Seconds: "a duration, like `30 s`",
    scalars.Texts: "a text or a list of texts",
    scalars.Slug: "a name",
    scalars.Host: "a host and a port, like `casework.example:443`",
    scalars.Address: "an address, like `https://casework.example`",
    Days: "days: `2026-12-28`, `12-24` of every year, `2026-12-28 to 2026-12-30`, or a list of them",
    DayRules: "words for days, or a list of them",
    Edge: "`16:00`, or `2026-12-05 18:00`",
    Zone: "a time zone",
    Land: "one of BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH",
}


def settings_page() -> str:
    """Describe config/nahtlos.yaml and config/systems.yaml."""
    intro = "What can stand in the two files of `config/`. A path begins at the workspace."
    return page(
        "Settings", intro,
        "## config/nahtlos.yaml", flat(Settings.__doc__), keys(Settings),
        "## config/systems.yaml", "The file has the keys `systems` and `profiles`.",
        "### systems: name: …", flat(System.__doc__), keys(System),
        "### windows: - …", flat(Window.__doc__), keys(Window),
        "### profiles: profile: system: …", flat(Override.__doc__), keys(Override),
    )  # fmt: skip


def keys(model: type[Written]) -> str:
    """Describe the keys of a model as a table, with those of the models inside it."""
    return table(("key", "is", "without it", "meaning"), *rows(model, ""))


def rows(model: type[Written], prefix: str) -> Iterator[tuple[str, str, str, str]]:
    """Return one line for each key."""
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        key, hint = f"{prefix}{as_written(name)}", without_none(hints[name])
        meaning = flat(field.description)
        if isinstance(hint, type) and issubclass(hint, Written):
            yield f"`{key}`", "names with values", "", meaning
            yield from rows(hint, f"{key}.")
        else:
            without = "it is required" if field.is_required() else default(field.default)
            yield f"`{key}`", in_words(hint), without, meaning


def without_none(hint: Any) -> Any:
    """Return a type without the possibility that it is missing."""
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    return kinds[0] if type(None) in get_args(hint) and len(kinds) == 1 else hint


def in_words(hint: Any) -> str:
    """Say what a value is."""
    for known, words in WORDS.items():
        if known == hint:
            return words
    if get_origin(hint) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(hint))
    if get_origin(hint) is tuple:
        return f"a list: {in_words(get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, Written):
        return "names with values"
    return "a text"


def default(value: object) -> str:
    """Write a default as it would stand in the file."""
    match value:
        case None | () | ClosingDays():
            return ""
        case (Weekdays(),):
            return "`every day`"
        case bool():
            return f"`{str(value).lower()}`"
        case float():
            return f"`{value:g} s`"
        case _:
            return f"`{value}`"


# ------------------------------------------------------------------ commands


def command_page() -> str:
    """Show what every command says of itself."""
    intro = (
        "What `nahtlos COMMAND --help` says. The exit status is 0: all done, skipped or kept as told; 1: something "
        "failed or is in doubt; 2: the input is wrong; 3: finished, but cases are rejected, wait for people, or the "
        "run was stopped on purpose."
    )
    return page("Commands", intro, *helps(get_command(app), "nahtlos", None))


def helps(command: Any, name: str, parent: Any) -> Iterator[str]:
    """Return the help of a command and of all commands inside it."""
    own = name.rpartition(" ")[2]
    context = command.context_class(command, info_name=own, parent=parent, terminal_width=100)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield f"{'##' if name.count(' ') < 2 else '###'} {name}\n\n```text\n{text.strip()}\n```"
    for child in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from helps(command.get_command(context, child), f"{name} {child}", context)


# ------------------------------------------------------------------ events


CLASSES = (kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.Event))
EVENTS = sorted((kind for kind in CLASSES if kind is not events.Event), key=lambda kind: kind.event)


def event_page() -> str:
    """Describe every event of the journal."""
    intro = (
        "Everything the journal can say. An event has these fields and no others, and a field takes only what its type "
        "allows: values of records never enter the journal. Every line also has `prev`, `seq`, `ts`, `salt`, `v` and "
        "`event`, see [the format](journal-format.md). A field that may be missing is in brackets."
    )
    parts = []
    for log_class in get_args(events.LogClass):
        parts.append(f"## {log_class}")
        parts += [event(kind) for kind in EVENTS if kind.log_class == log_class]
    return page("Events of the journal", intro, *parts)


def event(kind: type[events.Event]) -> str:
    """Describe one event."""
    hints = get_type_hints(kind, include_extras=True)
    facts = [(shown_name(one.name, hints[one.name]), shape(without_none(hints[one.name]))) for one in fields(kind)]
    return f"### {kind.event}\n\n{flat(kind.__doc__)}\n\n{table(('field', 'is'), *facts)}"


def shown_name(name: str, hint: Any) -> str:
    """Write the name of a field, in brackets if it may be missing."""
    return f"(`{name}`)" if type(None) in get_args(hint) else f"`{name}`"


def shape(hint: Any) -> str:
    """Say what a field of an event holds."""
    kinds = get_args(hint)
    if get_origin(hint) is Annotated:
        return str(next(part.words for part in hint.__metadata__ if isinstance(part, events.Shape)))
    if get_origin(hint) is Literal:
        return " or ".join(f"`{word}`" for word in kinds)
    if get_origin(hint) is tuple:
        return f"a list: {shape(kinds[0])}"
    if get_origin(hint) is dict:
        return f"{shape(kinds[0])} with {shape(kinds[1])}"
    return {bool: "yes or no", int: "a whole number"}[hint]


# ------------------------------------------------------------------ actions


def action_page() -> str:
    """Describe every action of the library."""
    intro = (
        "What `do` and `items` can use besides the operations of bots. An action of a package of your own comes in by "
        "the entry point group `nahtlos.actions`."
    )
    actions = load_library(Context(folder=ROOT)).actions.values()
    own = [action for action in actions if action.function.__module__.startswith("nahtlos.")]
    return page("Actions", intro, *map(described, sorted(own, key=lambda action: action.name)))


def described(action: Any) -> str:
    """Describe one action."""
    inputs = [
        (f"`{name}`", f"{typed}", "yes" if name in action.required else "") for name, typed in action.inputs.items()
    ]
    more = flat((action.function.__doc__ or "").partition("\n")[2])
    kind = "items of a workflow" if action.example.startswith("items:") else "steps of a workflow"
    return "\n\n".join([
        f"## {action.name}", action.title, *([more] if more else []),
        table(("input", "is", "required"), *inputs), f"It gives {rows_or_value(action)}.",
        f"```yaml {kind}\n{action.example}\n```",
    ])  # fmt: skip


def rows_or_value(action: Any) -> str:
    """Say what an action gives."""
    named = f", with the columns named in `{action.columns_input}`" if action.columns_input else ""
    return f"a list of rows{named}" if action.outputs.kind == "list" else str(action.outputs)


# ------------------------------------------------------------------ all of them

PAGES: Mapping[str, Callable[[], str]] = {
    "actions.md": action_page,
    "commands.md": command_page,
    "errors.md": error_page,
    "events.md": event_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write all pages, or those that are named."""
    for name in sys.argv[1:] or PAGES:
        (ROOT / "docs" / "reference" / name).write_text(PAGES[name](), encoding="utf-8")


if __name__ == "__main__":
    main()

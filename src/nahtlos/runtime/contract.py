"""What was accepted of the screens of a system: a file that people read and commit, and its differences to today.

    config/contracts/casework.json            for the addresses of config/systems.yaml
    config/contracts/practice/casework.json   for those of a profile
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nahtlos.engine.inspection import Facts, Seen
from nahtlos.errors import ContractUnreadable, FileNotWritten, Place, listed
from nahtlos.plan.fingerprint import fingerprint
from nahtlos.runtime.workspace import Workspace

FOLDER = "config/contracts"
VERSION = 1
Screens = Mapping[str, Mapping[str, Facts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """By screen, and the words of the bot for a thing: what kind of thing that is, and which values it takes."""

    system: str
    bot: str
    accepted: str
    """The day."""
    screens: Screens

    @property
    def hash(self) -> str:
        """What the journal calls it."""
        return fingerprint(self.system, self.screens)


def contract_file(system: str, profile: str | None) -> str:
    """Return the name of the file in the workspace."""
    return f"{FOLDER}/{f'{profile}/' if profile else ''}{system}.json"


def read_contract(workspace: Workspace, system: str, profile: str | None) -> Contract | None:
    """Return what was accepted; None: nothing yet."""
    name = contract_file(system, profile)
    if not workspace.has(name):
        return None
    try:
        content: dict[str, Any] = json.loads(workspace.read(name).text)
        if content["nahtlos_contract"] != VERSION:
            raise ContractUnreadable(file=name, why=f"it is of version {content['nahtlos_contract']}")
        return Contract(**{key: value for key, value in content.items() if key != "nahtlos_contract"})
    except (ValueError, KeyError, TypeError):
        raise ContractUnreadable(file=name, why="it is no contract") from None


def write_contract(workspace: Workspace, contract: Contract, profile: str | None) -> str:
    """Write it so that a change of one thing is a change of one line or two; return the name of the file."""
    name = contract_file(contract.system, profile)
    path = workspace.path(name)
    content = {
        "nahtlos_contract": VERSION, "system": contract.system, "bot": contract.bot, "accepted": contract.accepted,
        "screens": contract.screens,
    }  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_text(_as_text(content), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise FileNotWritten(name=name, reason=error.strerror or type(error).__name__) from error
    return name


def _as_text(content: Mapping[str, Any]) -> str:
    """Write JSON with one line for each thing."""
    head = {key: value for key, value in content.items() if key != "screens"}
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in head.items()]
    screens = [
        f"    {_json(name)}: {{\n"
        + ",\n".join(f"      {_json(words)}: {_json(facts)}" for words, facts in things.items())
        + "\n    }"
        for name, things in content["screens"].items()
    ]
    return "\n".join(["{", *lines, '  "screens": {', ",\n".join(screens), "  }", "}", ""])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def joined(known: Contract | None, seen: Screens) -> Screens:
    """Return the screens of both; of a screen that was looked at, what was seen now."""
    return dict(sorted({**(known.screens if known else {}), **seen}.items()))


# ------------------------------------------------------------------ differences


def differences(accepted: Contract, seen: Seen, *, is_strict: bool = False) -> Sequence[str]:
    """Say what is not as it was accepted, each with the line of the bot; `is_strict`: also what the bot says anew."""
    found: list[str] = []
    for screen, things in seen.screens.items():
        known = accepted.screens.get(screen)
        if known is None:
            found += [f"{screen}: not in the contract"] if is_strict else []
            continue
        for words in dict.fromkeys([*known, *things]):
            if words not in things and screen in seen.open_ended:
                continue
            place = seen.places.get((screen, words))
            found += [f"{screen}: {words} {what}{_at(place)}" for what in _changes(known.get(words), things.get(words))
                      if is_strict or words in known]  # fmt: skip
    return found


def _at(place: Place | None) -> str:
    return "" if place is None else f" ({place.source.name}:{place.line})"


def _changes(was: Facts | None, now: Facts | None) -> Iterator[str]:
    if was is None:
        yield "is not in the contract"
    elif now is None:
        yield "is not there any more, or the bot does not say it any more"
    else:
        for name in dict.fromkeys([*was, *now]):
            if was.get(name) != now.get(name):
                yield _change(name, was.get(name), now.get(name))


def _change(name: str, was: object, now: object) -> str:
    if isinstance(was, list) and isinstance(now, list):
        gone, new = [one for one in was if one not in now], [one for one in now if one not in was]
        words = [f"without {listed(map(_quoted, gone))}"] if gone else []
        words += [f"with {listed(map(_quoted, new))}"] if new else []
        return f"has its {name} {' and '.join(words) or 'in another order'}"
    called = "is" if name == "kind" else f"has {name}"
    return f"{called} {_worded(now)} instead of {_worded(was)}"


def _worded(value: object) -> str:
    return "nothing" if value is None else "yes" if value is True else str(value)


def _quoted(text: object) -> str:
    return f'"{text}"'

"""E20x to E24x: the shape of a workflow, bot or setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from nahtlos.errors.error import ModelError
from nahtlos.errors.place import close_to, listed


class UnknownKey(ModelError):
    """A key that means nothing where it stands."""

    code: ClassVar[str] = "E201"
    key: str
    owner: str
    """What the key stands in, e.g. `a step`."""
    known: Sequence[str]

    def message(self) -> str:
        """Name the key, and the nearest one that is known."""
        hint = close_to(self.key, self.known) or f" Known here: {listed(sorted(self.known))}."
        return f'{self.owner} has no key "{self.key}".{hint}'


class MissingKey(ModelError):
    """A key that has to be there and is not."""

    code: ClassVar[str] = "E202"
    key: str
    owner: str

    def message(self) -> str:
        """Name the key that is missing."""
        return f'{self.owner} needs the key "{self.key}".'


class WrongShape(ModelError):
    """A text where a list should be, or the like."""

    code: ClassVar[str] = "E203"
    what: str
    expected: str

    def message(self) -> str:
        """Say what should stand there."""
        return f"{self.what} must be {self.expected}."


class NotAChoice(ModelError):
    """A word that is not one of those that are possible."""

    code: ClassVar[str] = "E204"
    key: str
    word: str
    choices: Sequence[str]

    def message(self) -> str:
        """Name the words that are possible."""
        return f'"{self.key}" cannot be "{self.word}"; it is one of {listed(self.choices)}.{self._hint()}'

    def _hint(self) -> str:
        return close_to(self.word, self.choices)


class WrongValue(ModelError):
    """A text that cannot be read as what it should be."""

    code: ClassVar[str] = "E205"
    key: str
    why: str
    """Completes the sentence `"timeout": …`."""

    def message(self) -> str:
        """Say how such a value is written."""
        return f'"{self.key}": {self.why}'


class NoVerb(ModelError):
    """A step that does not say what to do."""

    code: ClassVar[str] = "E206"
    known: Sequence[str]

    def message(self) -> str:
        """List the verbs."""
        return f"This step does not say what to do. A step has one verb: {listed(self.known)}."


class TwoVerbs(ModelError):
    """A step that says two things to do."""

    code: ClassVar[str] = "E207"
    verbs: Sequence[str]

    def message(self) -> str:
        """Say how to take them apart."""
        return f"This step has {len(self.verbs)} verbs: {listed(self.verbs)}. Write one step for each."


class UnknownVerb(ModelError):
    """A step with a word that is no verb here."""

    code: ClassVar[str] = "E208"
    word: str
    where: str
    """`bots` or `workflows`."""
    known: Sequence[str]
    elsewhere: bool = False
    """Whether it is a verb of the other one."""

    def message(self) -> str:
        """Name the nearest verb."""
        if self.elsewhere:
            other = "workflows" if self.where == "bots" else "bots"
            return f'"{self.word}" is a verb of {other}, not of {self.where}.'
        hint = close_to(self.word, self.known) or f" The verbs of {self.where}: {listed(self.known)}."
        return f'"{self.word}" is not a verb of {self.where}.{hint}'


class NotALocator(ModelError):
    """Something that does not say where on the screen a thing is."""

    code: ClassVar[str] = "E209"
    found: Sequence[str]
    known: Sequence[str]

    def message(self) -> str:
        """Say how a locator is written."""
        if len(self.found) > 1:
            return f"A locator says one thing about what is seen, not {listed(self.found)}; `in:` narrows it."
        return f"This does not say what is seen: write a text, or one of {listed(self.known)} with a text."


class SaidTwice(ModelError):
    """The same thing inside a verb and beside it."""

    code: ClassVar[str] = "E210"
    key: str
    verb: str

    def message(self) -> str:
        """Say which one to keep."""
        return f'"{self.key}" stands inside "{self.verb}" and beside it. Keep one of them.'


class NoValue(ModelError):
    """A key with nothing behind it."""

    code: ClassVar[str] = "E211"
    key: str

    def message(self) -> str:
        """Say how to write an empty text."""
        return f'"{self.key}" has no value. Write one, or delete the line; an empty text is written "".'

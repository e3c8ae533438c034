"""A step: one verb and, if needed, modifiers. Which verbs there are is told by whoever reads the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, cast

from pydantic import BeforeValidator, ValidationInfo

from nahtlos.errors import ModelError, NoVerb, SaidTwice, TwoVerbs, UnknownKey, UnknownVerb
from nahtlos.model.scalars import Identifier, Seconds
from nahtlos.model.written import Written, long_form, part_of, refuse
from nahtlos.reading import Node, Table, Text

MODIFIERS = ("when", "timeout", "note", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The verbs that a file may use."""

    of: Literal["bots", "workflows"]
    verbs: Mapping[str, type[Verb]]
    foreign: frozenset[str]
    """Verbs of the other kind of file."""


class Verb(Written):
    """What a step does."""

    word: ClassVar[str] = ""
    """The key it is written with."""
    takes: ClassVar[str] = ""
    """The field for what stands behind the word, unless that is the verb's own names with values."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Keys that may also stand beside the word."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.called = f'A step with "{cls.word}"'

    @classmethod
    def argument(cls, node: Node) -> Table:
        """Return what stands behind the word in its long form."""
        return long_form(node, **{cls.takes: node}) if cls.takes else cls.spelled_out(node)

    @classmethod
    def from_step(cls, step: Table) -> Table:
        """Join what stands behind the word with what stands beside it."""
        inside = cls.argument(step[cls.word])
        problems: list[ModelError] = []
        for key in step:
            if key in inside and key in cls.beside:
                problems.append(SaidTwice(key=key, verb=cls.word, place=step.places[key]))
            elif key not in (cls.word, *cls.beside):
                known = [*MODIFIERS, *cls.beside]
                problems.append(UnknownKey(key=key, owner=cls.called, known=known, place=step.places[key]))
        if problems:
            raise refuse(*problems)
        beside = part_of(step, cls.beside)
        return Table({**inside, **beside}, place=step.places[cls.word], places={**inside.places, **beside.places})


class Note(Verb):
    """Say something and do nothing."""

    word = "note"
    takes = "text"
    text: Text
    """What to say."""


def spoken(node: Any, info: ValidationInfo) -> Verb:
    """Read the verb of a step from the keys that are no modifiers."""
    vocabulary = cast(Vocabulary, info.context)
    step = long_form(node, **{node: node}) if isinstance(node, Text) else node
    said = [key for key in step if key in vocabulary.verbs]
    if "save" in said and step["save"] == "true":
        said = ["save"]
    if len(said) > 1:
        raise refuse(TwoVerbs(verbs=said, place=step.places[said[1]]))
    if not said:
        raise refuse(_no_verb(step, vocabulary))
    verb = vocabulary.verbs[said[0]]
    return verb.model_validate(verb.from_step(step), context=vocabulary)


def _no_verb(step: Table, vocabulary: Vocabulary) -> ModelError:
    known = [word for word in vocabulary.verbs if word != "note"]
    word = next((key for key in step if key in vocabulary.foreign), next(iter(step), None))
    if word is None:
        return NoVerb(known=known, place=step.place)
    is_foreign = word in vocabulary.foreign
    return UnknownVerb(word=word, where=vocabulary.of, known=known, elsewhere=is_foreign, place=step.places[word])


Spoken: TypeAlias = Annotated[Verb, BeforeValidator(spoken)]


class Step(Written):
    """One verb and its modifiers."""

    called: ClassVar[str] = "A step"
    does: Spoken
    """The verb with all it needs."""
    when: Text | None = None
    """An expression; the step is passed over unless it holds."""
    timeout: Seconds | None = None
    """How long to wait for what the step needs, e.g. `30 s`."""
    note: Text | None = None
    """What the step is for, in words; it is shown with the progress and in reports."""
    id: Identifier | None = None
    """The name of its result."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Take the modifiers apart from the verb; a note alone is a step, too."""
        if isinstance(node, Text):
            return long_form(node, does=node)
        table = super().spelled_out(node)
        rest = [key for key in table if key not in MODIFIERS]
        does = part_of(table, rest if rest or "note" not in table else ["note"])
        modifiers = part_of(table, MODIFIERS)
        return Table({"does": does, **modifiers}, place=table.place, places={"does": table.place, **modifiers.places})


Steps: TypeAlias = tuple[Step, ...]

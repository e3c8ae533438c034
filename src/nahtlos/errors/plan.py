"""E3xx: names, types and effects that do not fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from nahtlos.errors.error import PlanError
from nahtlos.errors.place import Place, close_to, listed


class NotAvailable(PlanError):
    """A part of the language that this version does not have yet."""

    code: ClassVar[str] = "E300"
    what: str
    instead: str = "Leave it out."

    def message(self) -> str:
        """Name it, and the way around."""
        return f"{self.what} is not available in this version of nahtlos. {self.instead}"


class UnknownSystem(PlanError):
    """A name that is none of the systems."""

    code: ClassVar[str] = "E301"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest system."""
        hint = close_to(self.name, self.known) or f" The systems are {listed(sorted(self.known))}."
        return f'There is no system "{self.name}".{hint}'


class UnknownResource(PlanError):
    """A system has no such kind of record."""

    code: ClassVar[str] = "E302"
    system: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest resource."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.system} has no resource "{self.name}".{hint}'


class UnknownField(PlanError):
    """A record has no such field."""

    code: ClassVar[str] = "E303"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest field."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.owner} has no field "{self.name}".{hint}'


class UnknownOperation(PlanError):
    """A system or bot has no such operation."""

    code: ClassVar[str] = "E304"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest operation."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.owner} has no operation "{self.name}".{hint}'


class UnknownAction(PlanError):
    """A name that is neither an operation of a system nor an action."""

    code: ClassVar[str] = "E305"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest action."""
        hint = close_to(self.name, self.known)
        return f'There is neither a system nor an action for "{self.name}".{hint}'


class UnknownBot(PlanError):
    """A system is operated by a bot that does not exist."""

    code: ClassVar[str] = "E306"
    system: str
    bot: str
    known: Sequence[str]

    def message(self) -> str:
        """Say where a bot belongs."""
        return (
            f'The system {self.system} is operated by the bot "{self.bot}", and there is none in bots/.'
            f"{close_to(self.bot, self.known)}"
        )


class UnknownInput(PlanError):
    """An operation or action has no such input."""

    code: ClassVar[str] = "E307"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest input."""
        known = f" It has {listed(sorted(self.known))}." if self.known else " It has none."
        return f'{self.owner} has no input "{self.name}".{close_to(self.name, self.known) or known}'


class MissingInput(PlanError):
    """An operation or action is not given what it needs."""

    code: ClassVar[str] = "E308"
    owner: str
    names: Sequence[str]

    def message(self) -> str:
        """Name what is missing."""
        return f'{self.owner} needs {listed(self.names)}; write it under "with".'


class NotAResource(PlanError):
    """A text that does not name a system and something of it."""

    code: ClassVar[str] = "E309"
    text: str
    what: str

    def message(self) -> str:
        """Show how it is written."""
        like = "casework.person"
        return f'"{self.text}" does not name a {self.what}: write system and {self.what} with a point, like {like}.'


class TypesDiffer(PlanError):
    """A value of one type cannot become a value of another."""

    code: ClassVar[str] = "E310"
    name: str
    wanted: str
    found: str
    hint: str = ""

    def message(self) -> str:
        """Name both types."""
        return f'"{self.name}" needs {self.wanted}, and this is {self.found}.{f" {self.hint}" if self.hint else ""}'


class WrongConstant(PlanError):
    """A value written in the file is not one that can be there."""

    code: ClassVar[str] = "E311"
    name: str
    value: str
    reason: str

    def message(self) -> str:
        """Say what is possible."""
        return f'"{self.name}" cannot be "{self.value}": {self.reason}'


class KeyNotSet(PlanError):
    """A transfer does not say which record it is about."""

    code: ClassVar[str] = "E312"
    resource: str
    keys: Sequence[Sequence[str]]

    def message(self) -> str:
        """Name the fields that identify a record."""
        keys = " or ".join(listed(key) for key in self.keys)
        return f'{self.resource} is identified by {keys}: they must be among the fields of "set".'


class ConfirmNotSet(PlanError):
    """A transfer may change a record and does not say by what else it is confirmed."""

    code: ClassVar[str] = "E357"
    resource: str
    fields: Sequence[str]

    def message(self) -> str:
        """Name the fields."""
        return (
            f"{self.resource} is changed only where {listed(self.fields)} agrees, too (`confirm`): it must be among "
            'the fields of "set".'
        )


class NotAKey(PlanError):
    """A look_up does not give the fields of a key."""

    code: ClassVar[str] = "E313"
    resource: str
    keys: Sequence[Sequence[str]]

    def message(self) -> str:
        """Name the fields that identify a record."""
        keys = " or ".join(listed(key) for key in self.keys)
        return f'{self.resource} is identified by {keys}: "key" must have exactly these fields.'


class ReadOnlyField(PlanError):
    """A field that can only be read is written."""

    code: ClassVar[str] = "E314"
    owner: str
    name: str

    def message(self) -> str:
        """Say what to do."""
        return f'"{self.name}" of {self.owner} can only be read. Leave it out.'


class SetTwice(PlanError):
    """A field stands in `set` and in `on_create`."""

    code: ClassVar[str] = "E315"
    name: str

    def message(self) -> str:
        """Say what each of them does."""
        return (
            f'"{self.name}" stands in "set" and in "on_create". In "set" it is always kept as it should be, in '
            '"on_create" it is written once: keep one of them.'
        )


class CannotCreate(PlanError):
    """A transfer would create a record, and the bot cannot."""

    code: ClassVar[str] = "E316"
    resource: str

    def message(self) -> str:
        """Offer both ways out."""
        return (
            f'{self.resource} has no "create". Write "if_missing: reject" or "if_missing: keep", '
            "or teach the bot how to create one."
        )


class CannotUpdate(PlanError):
    """A transfer would update a record, and the bot cannot."""

    code: ClassVar[str] = "E317"
    resource: str

    def message(self) -> str:
        """Offer both ways out."""
        return (
            f'{self.resource} has no "update", and its record may differ. Write "if_different: keep" or '
            '"if_different: reject", or teach the bot how to update one.'
        )


class CreateOnlyField(PlanError):
    """A field that is written once should be kept equal."""

    code: ClassVar[str] = "E318"
    name: str

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.name}" can be written only when the record is created. Move it from "set" to "on_create".'


class NoSettle(PlanError):
    """Nobody said how long after a save a system may be about to show it."""

    code: ClassVar[str] = "E319"
    system: str

    def message(self) -> str:
        """Show how it is written."""
        return (
            f'The system {self.system} is written to, so it needs "settle": how long after a save its result may '
            "still be on its way, like 60 s."
        )


class SavesOnPath(PlanError):
    """A writing sequence does not save exactly once."""

    code: ClassVar[str] = "E320"
    owner: str
    most: bool

    def message(self) -> str:
        """Say which paths are wrong."""
        wrong = "save more than once" if self.most else "end without a save"
        rule = 'Every way through its steps must have exactly one "save", not behind a "when".'
        return f"{self.owner} can {wrong}. {rule}"


class SaveNotAllowed(PlanError):
    """A save where nothing may be written."""

    code: ClassVar[str] = "E321"
    where: str

    def message(self) -> str:
        """Say where saves belong."""
        return f'Nothing may be saved in {self.where}: only "create", "update" and operations with "effect: true" save.'


class SaveInLoop(PlanError):
    """A save that may be made several times."""

    code: ClassVar[str] = "E322"
    verb: str

    def message(self) -> str:
        """Say what to do instead."""
        return f'A "save" inside "{self.verb}" could write several times. Save once, outside of it.'


class WritesAfterSave(PlanError):
    """Something is filled in after the save."""

    code: ClassVar[str] = "E323"
    verb: str

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.verb}" comes after the "save". Fill in everything before it.'


class NoProbe(PlanError):
    """An effect that nobody can look for afterwards."""

    code: ClassVar[str] = "E324"
    operation: str

    def message(self) -> str:
        """Say how to name a probe."""
        return (
            f'The effect "{self.operation}" needs a "probe": the operation or resource that tells whether it is there, '
            'or "none" if only a person can tell.'
        )


class UnknownProbe(PlanError):
    """A probe that is neither an operation nor a resource."""

    code: ClassVar[str] = "E325"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest one."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}, and none."
        return f'There is no operation or resource "{self.name}" to probe with.{hint}'


class FindNotEnded(PlanError):
    """A find that does not say what it found."""

    code: ClassVar[str] = "E326"
    resource: str

    def message(self) -> str:
        """Say how a find ends."""
        return (
            f'The find of "{self.resource}" has a way through its steps without "row", "found", "none" or "many", '
            "so it does not say what was found."
        )


class NoneNotSeen(PlanError):
    """A find that cannot tell that nothing is there."""

    code: ClassVar[str] = "E327"
    resource: str

    def message(self) -> str:
        """Say how nothing is seen."""
        return (
            f'"{self.resource}" can be created, so its find must say what no hits look like: '
            '"none:" in a "row", or an "either" with a way that ends in "none".'
        )


class EndMisplaced(PlanError):
    """An end of a find somewhere else."""

    code: ClassVar[str] = "E328"
    word: str

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.word}" ends a way of an "either" in a "find", because it must be seen; it cannot stand here.'


class SecretMisused(PlanError):
    """A secret somewhere else than in a field."""

    code: ClassVar[str] = "E329"

    def message(self) -> str:
        """Say where secrets belong."""
        return 'A secret can only be the value of a "fill", and stand there alone: {Kennwort: "{{ secret.password }}"}.'


class PersonalInAddress(PlanError):
    """A personal value would stand in an address."""

    code: ClassVar[str] = "E330"
    system: str
    name: str

    def message(self) -> str:
        """Offer both ways out."""
        return (
            f'"{self.name}" is personal and would stand in an address of {self.system}, where servers log it. '
            'Use a form, or write "personal_in_address: true" at the system if that is settled.'
        )


class NotConstant(PlanError):
    """A selector or pattern that a value could change."""

    code: ClassVar[str] = "E331"
    what: str

    def message(self) -> str:
        """Say what can hold values."""
        return f"{self.what} cannot hold an expression: what a page says is never a selector or a pattern."


class NotAPath(PlanError):
    """An address that could leave the system."""

    code: ClassVar[str] = "E332"
    path: str
    reason: str

    def message(self) -> str:
        """Show how it is written."""
        return f'"{self.path}" cannot be opened: {self.reason} Write a path like "/cases/new".'


class NotARow(PlanError):
    """A name behind `in:` that is not a row."""

    code: ClassVar[str] = "E333"
    name: str

    def message(self) -> str:
        """Say how a row is found."""
        return (
            f'"in: {self.name}" needs a row: find it before, with "row", or with "for_each" over the rows of a "table".'
        )


class SameId(PlanError):
    """Two steps with one id."""

    code: ClassVar[str] = "E334"
    id: str
    first: Place

    def message(self) -> str:
        """Name both places."""
        rule = "Ids are unique in a workflow, and in each sequence of a bot."
        return f'The id "{self.id}" is taken by the step in line {self.first.line}. {rule}'


class NameTaken(PlanError):
    """A name that the language uses itself."""

    code: ClassVar[str] = "E335"
    name: str

    def message(self) -> str:
        """Say what to do."""
        return f'"{self.name}" has a meaning of its own in expressions. Choose another name.'


class NoRoundKey(PlanError):
    """Effects in a loop that nothing tells apart."""

    code: ClassVar[str] = "E336"

    def message(self) -> str:
        """Show how it is written."""
        return (
            'This "for_each" writes, so it needs a "key" that tells its rounds apart, like key: "{{ entry.number }}".'
        )


class NoWayBack(PlanError):
    """A conflict that should go on somewhere else."""

    code: ClassVar[str] = "E337"
    id: str
    known: Sequence[str]

    def message(self) -> str:
        """Say which steps can be gone back to."""
        hint = close_to(self.id, self.known) or f" There are {listed(self.known)}."
        return f'"back_to" names a step before this one, in the same list; "{self.id}" is none.{hint}'


class NoProcess(PlanError):
    """Personal data without a purpose."""

    code: ClassVar[str] = "E338"
    name: str

    def message(self) -> str:
        """Say what to write."""
        return (
            f'"{self.name}" is personal, so "process: none" is not possible: '
            "say purpose, legal_basis, recipients, retention and decision."
        )


class NoDecision(PlanError):
    """A prepared decision that nobody makes."""

    code: ClassVar[str] = "E339"

    def message(self) -> str:
        """Say what to add."""
        return 'With "decision: prepared", a person decides: there must be an "approve" before the first effect.'


class NoRows(PlanError):
    """Items from something that gives no rows."""

    code: ClassVar[str] = "E340"
    source: str

    def message(self) -> str:
        """Say what can feed items."""
        return f"{self.source} gives no list of rows: exactly one of its outputs must be written {{list: {{…}}}}."


class NotDelivered(PlanError):
    """A field of the record that the source does not give."""

    code: ClassVar[str] = "E341"
    name: str
    source: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what the source gives."""
        hint = close_to(self.name, self.known) or f" It gives {listed(sorted(self.known))}."
        return f'The record needs "{self.name}", and {self.source} does not give it.{hint}'


class ConstantKey(PlanError):
    """A key that is the same for all."""

    code: ClassVar[str] = "E342"
    of: str

    def message(self) -> str:
        """Say what a key is made of."""
        return f'This key is the same for all {self.of}. Use what tells them apart, like "{{{{ item.number }}}}".'


class OutputNotSet(PlanError):
    """An operation promises what it does not give."""

    code: ClassVar[str] = "E343"
    operation: str
    name: str

    def message(self) -> str:
        """Say what to add."""
        return f'The operation "{self.operation}" promises "{self.name}", and not every way through its steps sets it.'


class StepsOrScript(PlanError):
    """An operation that does nothing, or two things."""

    code: ClassVar[str] = "E344"
    operation: str

    def message(self) -> str:
        """Say what to write."""
        return f'The operation "{self.operation}" needs either "steps" or a "script".'


class NoPython(PlanError):
    """A script without a file."""

    code: ClassVar[str] = "E345"
    bot: str

    def message(self) -> str:
        """Say where the file belongs."""
        return f'"script" calls a method of bots/{self.bot}/bot.py, and there is no such file.'


class ElseNotLast(PlanError):
    """Ways that can never be taken."""

    code: ClassVar[str] = "E346"

    def message(self) -> str:
        """Say where it belongs."""
        return '"else" stands last in an "either_or", and once.'


class EffectAsSource(PlanError):
    """Listing the items would write."""

    code: ClassVar[str] = "E347"
    source: str

    def message(self) -> str:
        """Say what can feed items."""
        return (
            f"{self.source} writes, so it cannot be where the items come from: "
            "they are listed before anything is written."
        )


class NotTheSame(PlanError):
    """A value does not survive being written and read."""

    code: ClassVar[str] = "E348"
    name: str
    example: str
    came: str
    """What happened to it, e.g. `is read back as "X"`."""

    def message(self) -> str:
        """Show what came back."""
        return (
            f'"{self.name}": the example "{self.example}" {self.came} after it was written. Correct "write" or "read".'
        )


class NoExample(PlanError):
    """A field with a conversion that nothing proves."""

    code: ClassVar[str] = "E349"
    name: str

    def message(self) -> str:
        """Say what to add."""
        return (
            f'"{self.name}" has "write" or "read", so it needs "examples": '
            "values that must survive being written and read."
        )


class CallsItself(PlanError):
    """An operation that never ends."""

    code: ClassVar[str] = "E350"
    operation: str

    def message(self) -> str:
        """Name it."""
        return f'The operation "{self.operation}" runs itself, directly or through others.'


class ListWithoutKey(PlanError):
    """A list of records that cannot be told apart."""

    code: ClassVar[str] = "E351"
    resource: str
    key: Sequence[str]

    def message(self) -> str:
        """Say which columns are needed."""
        return f'The list of "{self.resource}" must read a "table" with the columns of its key: {listed(self.key)}.'


class OutsideResource(PlanError):
    """A verb that needs a record where there is none."""

    code: ClassVar[str] = "E352"
    verb: str
    where: str

    def message(self) -> str:
        """Say where it can stand."""
        return f'"{self.verb}" can stand only in {self.where} of a resource.'


class EffectInside(PlanError):
    """An effect inside another sequence."""

    code: ClassVar[str] = "E353"
    operation: str

    def message(self) -> str:
        """Say where it belongs."""
        return (
            f'The operation "{self.operation}" writes, so only a workflow can run it, not another sequence of the bot.'
        )


class UnknownProfile(PlanError):
    """A profile that systems.yaml does not have."""

    code: ClassVar[str] = "E354"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest profile."""
        there = f"There are {listed(sorted(self.known))}" if self.known else "systems.yaml has none"
        hint = close_to(self.name, self.known) or f" {there}."
        return f'There is no profile "{self.name}".{hint}'


class NotAPart(PlanError):
    """A column of a table that is not named by its heading."""

    code: ClassVar[str] = "E355"
    kind: str

    def message(self) -> str:
        """Say how columns are named."""
        why = 'Cards, with "rows", can have any locator.'
        return f'A column of a table is named by its heading, not by "{self.kind}". {why}'


class ProbeUnfit(PlanError):
    """A probe that cannot answer."""

    code: ClassVar[str] = "E356"
    name: str
    why: str

    def message(self) -> str:
        """Say what a probe is."""
        return f'"{self.name}" cannot be the probe: {self.why}'

"""Steps: shorthand and long form of every verb become the same model."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.model import load_bot
from nahtlos.model.step import Step

BOT = "bot: test\nsession: {{login: [{step}], signed_in: Abmelden}}\n"


def step(text: str) -> Step:
    """Read one step of a bot."""
    return load_bot(Source("bot.yaml", BOT.format(step=text))).session.login[0]


def plain(value: Any) -> Any:
    """Return a model as plain values, without what was not written."""
    return value.model_dump(exclude_defaults=True, by_alias=True, serialize_as_any=True)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("open: /start", "open: {path: /start}"),
        ("fill: {Betreff: Neu}", "fill: [{named: Betreff, value: Neu}]"),
        ("{click: {button: X}, in: Kopf}", "{click: {button: X}, in: {named: Kopf}}"),
        ("save: Speichern", "save: {click: Speichern}"),
        ("{press: Enter, save: true}", "save: {press: Enter}"),
        ("{press: Enter, in: Suche, save: true}", "{save: {press: Enter}, in: Suche}"),
        ("{script: close, with: {no: a}, save: true}", "save: {script: close, with: {no: a}}"),
        ("expect: Fertig", "expect: {see: Fertig}"),
        ("read: name", "read: [name]"),
        ("repeat: {until: '{{ a }}', at_most: 2, steps: []}", "repeat: {holds: '{{ a }}', at_most: 2, steps: []}"),
    ],
)
def test_shorthand_means_the_long_form(short: str, long: str) -> None:
    """Two spellings of a step become the same model."""
    assert plain(step(long)) == plain(step(short))


@pytest.mark.parametrize(
    ("written", "kind", "how", "texts"),
    [
        ("Betreff", "named", "whole", ("Betreff",)),
        ("[Speichern, Save]", "named", "whole", ("Speichern", "Save")),
        ("{starts: Termin}", "named", "starts", ("Termin",)),
        ("{text: {exact: Amet.}}", "text", "exact", ("Amet.",)),
        ("{button: X}", "button", "whole", ("X",)),
        ("{status: {contains: [gespeichert, saved]}}", "status", "contains", ("gespeichert", "saved")),
        ("{text: {pattern: 'a+'}}", "text", "pattern", ("a+",)),
        ("{heading: {ends: Ende}}", "heading", "ends", ("Ende",)),
        ("{column: Uhrzeit}", "column", "whole", ("Uhrzeit",)),
    ],
)
def test_locator_is_understood(written: str, kind: str, how: str, texts: tuple[str, ...]) -> None:
    """A locator says what kind of thing is meant and how its name is compared."""
    locator: Any = step(f"click: {written}").does

    assert (kind, how, texts) == (locator.at.kind, locator.at.name.how, locator.at.name.texts)


def test_cell_has_no_name_but_a_row_and_a_column() -> None:
    """A cell is found where a row and a column cross."""
    click: Any = step('click: {cell: {row: "09:30", column: Mo}, in: Kalender}').does

    assert (click.at.name, click.at.kind, click.at.cell.row.texts[0]) == (None, "cell", "09:30")


def test_modifiers_stand_beside_every_verb() -> None:
    """Condition, time limit and note belong to the step, not to the verb."""
    read = step("{open: /, when: '{{ true }}', timeout: 30 s, note: Zuerst}")

    assert (read.when, read.timeout, read.note) == ("{{ true }}", 30.0, "Zuerst")


def test_step_knows_where_its_parts_stand() -> None:
    """Places survive the shorthand."""
    read = step("{open: /start, when: '{{ true }}'}")

    assert (read.place.column, read.key_place("when").column) == (19, 34)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{}", "E206"),
        ("{when: '{{ true }}'}", "E206"),
        ("{clik: X}", "E208"),
        ("{transfer: {}}", "E208"),
        ("{click: X, open: /}", "E207"),
        ("{fill: {a: b}, save: true}", "E203"),
        ("{save: true}", "E203"),
        ("{click: X, twice: maybe}", "E205"),
        ("{click: {button: X, link: Y}}", "E209"),
        ("{click: {in: Y}}", "E209"),
        ("{click: {buton: X}}", "E201"),
        ("{click: {text: {starts: a, ends: b}}}", "E203"),
        ("{expect: {gone: X, field: Y, is: z}}", "E209"),
        ("{expect: {field: Y}}", "E209"),
        ("{expect: {gone: X, in: A}, in: B}", "E210"),
        ("{fill: {Name: {type: a}}}", "E203"),
        ("{fill: {Name: [{a: b}]}}", "E205"),
        ("{fill: Name}", "E203"),
        ("[click]", "E203"),
        ("gefunden", "E208"),
    ],
)
def test_step_that_cannot_be_understood_is_refused(written: str, code: str) -> None:
    """Each way to write a step wrongly has its error."""
    with pytest.raises(Refused) as refused:
        step(written)

    assert [code] == [problem.code for problem in refused.value.problems]

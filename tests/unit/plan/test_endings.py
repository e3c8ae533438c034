"""Every way through a sequence is followed."""

from __future__ import annotations

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.model import load_bot
from nahtlos.plan import compile_bot

BOT = """\
bot: test
session: {{login: [{{open: /}}], signed_in: Abmelden}}
resources:
  person:
    key: [no]
    fields: {{no: {{label: Nummer}}}}
    saved: {{status: OK}}
    find: [{find}]
    create: [{create}]
"""
FIND = "{row: {where: {Nummer: '{{ key.no }}'}, none: {text: Keine Treffer}}}"
SAVE = "{save: OK}"


def codes(*, find: str = FIND, create: str = SAVE) -> list[str]:
    """Return what is wrong with a bot."""
    try:
        compile_bot(load_bot(Source("bot.yaml", BOT.format(find=find, create=create))))
    except Refused as refused:
        return [problem.code for problem in refused.problems]
    return []


def either(*ways: str) -> str:
    return f"{{either: [{', '.join(f'{{see: {{text: {n}}}, steps: [{way}]}}' for n, way in enumerate(ways))}]}}"


@pytest.mark.parametrize(
    ("create", "expected"),
    [
        (SAVE, []),
        (either(SAVE, SAVE), []),
        (either(SAVE, "{reject: Gesperrt}"), []),  # a way that ends needs no save
        (either("{fail: Kaputt}", "{reject: Gesperrt}"), ["E320"]),  # no way saves at all
        (f"{either('{click: Ja}', '{reject: Nein}')}, {SAVE}", []),
        (either(SAVE, "{click: Weiter}"), ["E320"]),
        (f"{either(SAVE, '{click: Weiter}')}, {SAVE}", ["E320"]),  # twice on one way
        (f"{{reject: Gesperrt, when: '{{{{ want.no == none }}}}'}}, {SAVE}", []),
        ("{window: {by: {click: Neu}, steps: [{save: OK}]}}", []),
        ("{download: {by: {save: OK}, as: notice}}", []),
        ("{for_each: {in: \"{{ want.no | split(',') }}\", as: part, steps: [{save: OK}]}}", ["E322"]),
        (f"{SAVE}, {{click: Schließen}}", []),  # a click may lead away
        (f"{SAVE}, {{form: all}}", ["E323"]),
        (f"{either(SAVE, SAVE)}, {{upload: {{Anlage: a.pdf}}}}", ["E323"]),
        (either(f"{SAVE}, {{fill: {{a: b}}}}", SAVE), ["E323"]),
    ],
)
def test_each_way_of_a_writing_sequence_saves_once(create: str, expected: list[str]) -> None:
    """A writing sequence saves exactly once on each way, and fills nothing in afterwards."""
    assert expected == codes(create=create)


@pytest.mark.parametrize(
    ("find", "expected"),
    [
        (FIND, []),
        (either("none", "found", "many"), []),
        (either("none", "{row: {where: {Nummer: a}}}, {click: Öffnen, in: row}"), []),
        (either("none", "{click: Öffnen}"), ["E326"]),
        (either("found", "many"), ["E327"]),
        (f"{{window: {{by: {{click: Suche}}, steps: [{FIND}]}}}}", []),
        ("{row: {where: {Nummer: a}, none: {text: x}}, when: '{{ true }}'}", ["E326"]),
        (f"{either('none', 'found')}, {{fail: Nie}}", []),
        (f"{FIND}, found", ["E328"]),
        ("{reject: Nie}", ["E327"]),
    ],
)
def test_each_way_of_a_find_says_what_it_found(find: str, expected: list[str]) -> None:
    """A find ends as found, none or many, and none is seen."""
    assert expected == codes(find=find)

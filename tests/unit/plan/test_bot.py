"""A bot is compiled with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.model import load_bot
from nahtlos.plan import Script, compile_bot
from nahtlos.plan.nodes import Bot

HEAD = "bot: test\nsession: {login: [{open: /}], signed_in: Abmelden}\n"
RESOURCE = """\
resources:
  person:
    key: [no]
    fields: {no: {label: Nummer}, FIELD}
    find: [{row: {where: {Nummer: a}}}]
"""
SAVE = "{open: /}, {save: OK}"


def compiled(text: str, *, script: Script | None = None) -> Bot:
    return compile_bot(load_bot(Source("bot.yaml", HEAD + text)), script=script)


def codes(text: str) -> list[str]:
    try:
        compiled(text)
    except Refused as refused:
        return [problem.code for problem in refused.problems]
    return []


def operation(text: str) -> str:
    return f"operations:\n  close: {{{text}}}\n"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("name: {label: Name, type: date, format: dd.MM.yyyy}", []),
        ("name: {label: Name, type: date, format: x}", ["E251"]),
        ("name: {label: Name, pattern: '('}", ["E252"]),
        ("name: {label: Name, read: '{{ shown | upper }}', read_only: true}", []),  # nothing is written
        ("name: {label: Name, write: '{{ want }}', unreadable: true}", []),  # nothing is read
        ("name: {label: Name, type: date, read: '{{ shown }}', examples: [2026-01-31]}", ["E310"]),
        ("name: {label: Name, type: money, write: '{{ want }}', examples: [x]}", ["E348"]),  # the example is no amount
        ("name: {label: Name, type: money, write: 'EUR {{ want }} EUR', examples: ['1,50']}", ["E348"]),
        ("name: {label: Name, write: \"{{ want | split(',') | one }}\", examples: ['a,b']}", ["E348"]),
        ("name: {label: Name, read: '{{ shown }}', values: {a: b}, examples: [a]}", ["E348"]),
        ("name: {label: Name, write: \"{{ {'a': 'b'}[want] }}\", values: {a: b}, examples: [a]}", []),
        ("name: {label: Name, type: money, read: '{{ shown | money }}', examples: ['1,50']}", []),
    ],
)
def test_field_survives_being_written_and_read(field: str, expected: list[str]) -> None:
    """What is written is read back as the same, or the bot is refused."""
    assert expected == codes(RESOURCE.replace("FIELD", field))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"effect: true, probe: none, steps: [{SAVE}]", []),
        (f"effect: true, probe: close, steps: [{SAVE}]", ["E356"]),  # an effect does not probe itself
        (f"effect: true, probe: person, inputs: {{no: text}}, steps: [{SAVE}]", []),
        (f"effect: true, probe: person, steps: [{SAVE}]", ["E356"]),  # whom?
        (f"effect: true, probe: state, inputs: {{no: text}}, steps: [{SAVE}]", []),
        (f"effect: true, probe: state, steps: [{SAVE}]", ["E356"]),
        ("effect: true, probe: none, steps: [{open: /}]", ["E320"]),
        ("steps: [{save: OK}]", ["E321"]),
        ("steps: [{script: method}]", ["E345"]),
        ("outputs: {day: date}, steps: [{read: {day: {label: Tag}}}]", []),  # a text that may be a date
        ("outputs: {day: date}, steps: [{read: {day: {label: Tag, type: money}}}]", ["E310"]),
        ("outputs: {day: text}, steps: [{read: {day: {label: Tag, pattern: '('}}}]", ["E252"]),
        ("steps: [{read: all}]", ["E352"]),
        ("steps: [{click: X, in: row}]", ["E333"]),
        ("steps: [{table: {as: hits, columns: {no: Nr}}}, {click: X, in: hits}]", ["E333"]),
        ("steps: [{for_each: {in: '{{ today() }}', as: hit, steps: []}}]", ["E310"]),
        ("steps: [{for_each: {in: \"{{ 'a,b' | split(',') }}\", as: hit, key: '{{ hit }}', steps: []}}]", ["E300"]),
        ("steps: [{do: state}]", ["E308"]),
        ("steps: [{do: state, with: {no: a, extra: b}}]", ["E307"]),
        ("steps: [{reject: Nein, to: leitung}]", ["E300"]),
        ("steps: [{upload: {Anlage: '{{ secret.user }}'}}]", ["E329"]),
        ("steps: [{fill: {Namen: ['{{ secret.user }}']}}]", ["E329"]),
        ("steps: [{note: Nur ein Wort}]", []),
        ("steps: [{id: a, open: /}, {id: a, open: /}]", ["E334"]),
        ("steps: [{open: '/{{ x'}]", ["E255"]),
    ],
)
def test_operation_is_checked(text: str, expected: list[str]) -> None:
    """Each way to write an operation wrongly has its error."""
    rest = "  state: {inputs: {no: text}, outputs: {state: text}, steps: [{read: {state: {label: Stand}}}]}\n"

    assert expected == codes(RESOURCE.replace(", FIELD", "") + operation(text) + rest)


def test_create_has_no_changed_fields() -> None:
    """`form: changed` belongs to an update."""
    create = "    saved: {status: OK}\n    create: [{form: changed}, {save: OK}]\n"

    assert "E352" in codes(RESOURCE.replace(", FIELD", "") + create)


def test_python_of_a_bot_can_be_called() -> None:
    """With a bot.py, steps and operations can be scripts; the result of a step has the name of its id."""
    text = operation("outputs: {n: text}, steps: [{id: n, script: count, with: {a: b}}]") + "  b: {script: count}\n"

    bot = compiled(text, script=Script(path=Path("bots/test/bot.py"), text=""))

    assert ("count", Path("bots/test/bot.py")) == (bot.operations["b"].script, bot.script)


def test_what_find_sets_is_known_as_target() -> None:
    """Read and update use what find has set on any of its ways."""
    find = "[{either: [{see: A, steps: [{set: {id: '1'}}, found]}, {see: B, steps: [none]}]}]"
    text = RESOURCE.replace(", FIELD", "").replace("[{row: {where: {Nummer: a}}}]", find)

    assert codes(text + "    read: [{open: '/{{ target.id }}'}]\n") == []
    assert codes(text + "    read: [{open: '/{{ target.no }}'}]\n") == ["E261"]


def test_fields_may_stand_in_the_row_that_find_has_found() -> None:
    """As columns of a table whose rows are the records; without such a row, there is none."""
    read = "    read: [{click: {link: Mehr, in: row}}, {read: all}]\n"
    text = RESOURCE.replace("FIELD", "city: {label: Ort, in: row}") + read

    assert codes(text) == []
    assert "E333" in codes(text.replace("[{row: {where: {Nummer: a}}}]", "[{open: /}, found]"))

"""A plan is written in words that a person can check."""

from __future__ import annotations

from nahtlos.errors import Source
from nahtlos.model import load_bot
from nahtlos.plan import compile_bot
from nahtlos.plan.describe_steps import describe_steps

BOT = "bot: test\nsession: {login: [{open: /}], signed_in: Abmelden}\noperations:\n  a:\n    steps: [{steps}]\n"


def described(steps: str) -> list[str]:
    bot = compile_bot(load_bot(Source("bot.yaml", BOT.replace("{steps}", steps))))
    return list(describe_steps(bot.operations["a"].steps))


def test_step_is_one_line_with_its_modifiers() -> None:
    """Path, verb, condition, time limit and note stand on one line."""
    assert described(
        "{click: X, when: '{{ true }}', timeout: 5 s, note: Dann}"
    ) == ['0  click "X"  when {{ true }}  timeout 5 s  # Dann']


def test_steps_inside_a_step_stand_below_it() -> None:
    """What a step contains is indented below it."""
    assert described("{either: [{see: {text: A}, steps: [{reject: Nein}]}]}") == [
        "0  either",
        '    see text "A"',
        "      0.either.0.0  reject Nein",
    ]

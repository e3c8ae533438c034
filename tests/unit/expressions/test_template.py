from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nahtlos.errors import ExpressionFailed, Place, Refused, Source
from nahtlos.expressions import UNKNOWN, Template, Typed, compile_condition, compile_template
from nahtlos.expressions.filters import FILTERS

NAMES = {"item": Typed(), "key": Typed(kind="text"), "secret": Typed(kind="record"), "on": Typed(kind="yes_no")}


def place(text: str) -> Place:
    return Place(Source("f.yaml", f'x: "{text}"'), 1, 4)


@pytest.mark.parametrize("text", ["", "Support", "{ a }", "{% if x %}", "{# x #}", "}}", "a { { b }"])
def test_a_text_without_expressions_is_its_own_value(text: str) -> None:
    """Only double braces mean anything."""
    template = compile_template(text, place=None, names={})

    assert template.is_constant
    assert not template.is_lone
    assert (template.evaluate({}), template.type.kind, template.uses) == (text, "text", frozenset())


def test_a_lone_expression_keeps_its_type(template: Callable[[str], Template], scope: dict[str, object]) -> None:
    """A number stays a number."""
    found = template("{{ item.amount }}")

    assert found.is_lone
    assert not found.is_constant
    assert found.path == "item.amount"
    assert found.evaluate(scope) == Decimal("1234.50")


def test_line_ends_of_a_block_do_not_count(scope: dict[str, object]) -> None:
    """A block of YAML ends with a line end that nobody meant."""
    template = compile_template("{{ item.count }}\n", place=None, names={"item": Typed()})

    assert template.is_lone
    assert template.evaluate(scope) == 7


def test_text_around_an_expression_makes_a_text(template: Callable[[str], Template], scope: dict[str, object]) -> None:
    """Values inside a text are written plainly."""
    found = template("Nr. {{ item.code }} vom {{ item.day }}: {{ item.amount }}{{ item.open }}")

    assert not found.is_lone
    assert found.path is None
    assert found.type.kind == "text"
    assert found.evaluate(scope) == "Nr. 00123 vom 2026-11-24: 1234.50true"


def test_nothing_inside_a_text_is_an_error(template: Callable[[str], Template], scope: dict[str, object]) -> None:
    """A text never says "None"."""
    with pytest.raises(ExpressionFailed) as failed:
        template("Tel. {{ item.phone }}").evaluate(scope)

    assert str(failed.value) == "f.yaml:1:4  E410  Tel. {{ item.phone }} has no value: a value is none."


def test_what_is_unknown_makes_the_text_unknown(template: Callable[[str], Template], scope: dict[str, object]) -> None:
    """A plan shows what it cannot know as unknown."""
    assert template("Nr. {{ target.id }}").evaluate(scope) is UNKNOWN


def test_a_long_text_is_shortened_in_a_failure(scope: dict[str, object]) -> None:
    """An error shows the beginning of a long text."""
    template = compile_template("{{ item.phone }}" + " x" * 200, place=None, names={"item": Typed()})

    with pytest.raises(ExpressionFailed) as failed:
        template.evaluate(scope)

    assert failed.value.expression == "{{ item.phone }}" + " x" * 51 + " …"


def test_numbers_without_a_value_fail_like_everything_else() -> None:
    """What only Python would call a number is an error of ours."""
    template = compile_template("{{ item > 1 }}", place=None, names={"item": Typed()})

    with pytest.raises(ExpressionFailed, match="a number is too large, too small, or no number"):
        template.evaluate({"item": Decimal("NaN")})


def test_templates_are_compared_by_their_text() -> None:
    """Two templates of one text at one place are equal, and can be kept in sets."""
    first, second = (compile_template("{{ item }}", place=None, names={"item": Typed()}) for _ in range(2))

    assert {first} == {second}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Bearer {{ secret.token }}", "secret.token"),
        ("{{ secret.token | upper }}", "secret.token"),
        ("{{ secret.token ~ 'x' }}", "secret.token"),
        ("{{ [secret.token] }}", "secret.token"),
        ("{{ secret.token == 'x' }}", "secret.token"),
        ("{{ secret.a if on else secret.b }}", "secret.a"),
        ("{{ secret.token }}{{ secret.token }}", "secret.token"),
        ("{{ item | where(x == secret.token) }}", "secret.token"),
        ("{{ item | where(x=secret.token) }}", "secret.token"),
        ("{{ secret['token'][0:1] }}", None),
    ],
)
def test_a_secret_stands_alone(text: str, path: str | None) -> None:
    """Nothing can be done with a secret but to pass it on."""
    with pytest.raises(Refused) as refused:
        compile_template(text, place=place(text), names=NAMES)

    if path:
        assert f'E267  A secret can only stand alone: "{{{{ {path} }}}}"' in str(refused.value)


def test_a_lone_secret_is_passed_on() -> None:
    """The value of a secret is not looked at."""
    held = object()
    template = compile_template("{{ secret.token }}", place=None, names=NAMES)

    assert template.path == "secret.token"
    assert template.uses == {"secret.token"}
    assert template.evaluate({"secret": {"token": held}}) is held


def test_a_value_declared_as_a_secret_is_one_wherever_it_stands() -> None:
    """Any field can be a secret."""
    names = {"account": Typed(kind="record", fields={"pin": Typed(kind="secret")})}

    with pytest.raises(Refused, match="E267"):
        compile_template("x{{ account.pin }}", place=None, names=names)


@pytest.mark.parametrize(
    ("text", "result"),
    [("{{ key == 'a' }}", True), ("{{ item }}", False), ("{{ on }}", UNKNOWN), ("{{on}}\n", UNKNOWN)],
)
def test_a_condition_is_yes_or_no(text: str, result: object) -> None:
    """A condition is one expression that is yes, no, or not known yet."""
    condition = compile_condition(text, place=None, names=NAMES)

    assert condition.type.kind == "yes_no"
    assert condition.evaluate({"key": "a", "item": False, "on": UNKNOWN}) is result


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("key == 'a'", 'E266  A condition is one expression: "{{ … }}", with nothing before or after it.'),
        ("{{ on }} and {{ on }}", "E266  A condition is one expression"),
        ("not {{ on }}", "E266  A condition is one expression"),
        ("true", "E266  A condition is one expression"),
        ("{{ key }}", "E265  A condition needs yes or no, and this is a text. Compare it: == none, == ''."),
        ("{{ nix }}", 'E260  There is no "nix" here.'),
    ],
)
def test_what_is_no_condition_is_refused(text: str, message: str) -> None:
    """Conditions are written in one way."""
    with pytest.raises(Refused) as refused:
        compile_condition(text, place=place(text), names=NAMES)

    assert f"  {message}" in str(refused.value)


@pytest.mark.parametrize("value", ["", "ja", 1, None, []])
def test_only_yes_and_no_decide(value: object) -> None:
    """A condition over something else fails instead of deciding somehow."""
    condition = compile_condition("{{ item }}", place=None, names=NAMES)

    with pytest.raises(ExpressionFailed, match="yes or no is needed"):
        condition.evaluate({"item": value})


def test_a_problem_points_into_the_line() -> None:
    """The report shows the line with a mark under the word."""
    text = "Nr. {{ item.cod }}"
    names = {"item": Typed(kind="record", fields={"code": Typed(kind="text")})}

    with pytest.raises(Refused) as refused:
        compile_template(text, place=place(text), names=names)

    assert refused.value.report() == (
        'f.yaml:1:17  E261  item has no "cod". Did you mean "code"?\n'
        '  >    1 | x: "Nr. {{ item.cod }}"\n'
        "                           ^"
    )


WORDS = st.sampled_from(
    ["{{", "}}", "item", ".", "x", "key", "secret", "on", "_", "'", '"', "\\", "[", "]", "(", ")", "{", "}", ":", ",",
     "|", "~", "+", "-", "*", "**", "/", "//", "%", "==", "<", ">=", "=", "!", "in", "not", "and", "or", "if", "else",
     "is", "none", "true", "0", "1.5", "1e9", "0x1", "1_0", "today", "days", "self", "loop", "\n", "\r", "\0", "\ud800",
     "ä", "\u2028", "{%", "#}", "@", "$", "'a'", "'dd.MM.'", "'('", "where", "date", *FILTERS]
)  # fmt: skip
SCOPE = {"item": {"x": [{"x": 1}]}, "key": "k", "secret": {}, "on": True}


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.lists(WORDS, max_size=25).map("".join) | st.text(max_size=40))
@example("item.x | where(x=1) | first")
@example("item . 1e9")
@example("x is")
def test_no_text_raises_anything_but_our_errors(text: str) -> None:
    """Whatever stands between braces is a template or refused; whatever is evaluated has a value or fails with ours."""
    for whole in (text, f"{{{{ {text} }}}}", f"a {{{{ {text}"):
        try:
            template = compile_template(whole, place=place(whole), names=NAMES)
        except Refused as refused:
            assert refused.problems
            assert refused.report()
            continue
        try:
            template.evaluate(SCOPE)
        except ExpressionFailed as failed:
            assert failed.report()


@given(st.text(max_size=60).filter(lambda text: "{{" not in text))
def test_a_plain_text_is_never_changed(text: str) -> None:
    """What has no expression is passed on character by character, and so is what stands around one."""
    mixed = compile_template(f"{text} {{{{ key }}}}", place=None, names=NAMES)

    assert compile_template(text, place=None, names={}).evaluate({}) == text
    assert mixed.evaluate({"key": "\u00ad{{ key }}"}) == f"{text} \u00ad{{{{ key }}}}"


def test_a_value_is_never_an_expression() -> None:
    """What a page says stays data, even if it looks like an expression."""
    template = compile_template("{{ item }}", place=None, names=NAMES)

    assert template.evaluate({"item": "{{ secret.password }}"}) == "{{ secret.password }}"


def test_a_date_in_a_text_is_iso() -> None:
    """Nobody has to guess which number is the month."""
    template = compile_template("am {{ item }}", place=None, names=NAMES)

    assert template.evaluate({"item": date(2026, 2, 1)}) == "am 2026-02-01"

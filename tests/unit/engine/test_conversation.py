"""The verbs of a bot that order other verbs, wait, or end something; surprises and errors of a system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.screen import Interrupted
from nahtlos.errors import (
    Conflicted,
    FailedByBot,
    NahtlosError,
    NothingExpectedSeen,
    NotOne,
    RejectedBySystem,
    Rejection,
    SignedOut,
    SignInFailed,
    StoppedBySurprise,
)
from nahtlos.expressions import Typed
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Page, ScreenTrouble, Stage, Thing, Visit
from nahtlos.testing.draft import PLACE


def seen(name: str, **more: Any) -> Thing:
    """A text on the page."""
    return Thing(kind="text", name=name, **more)


def counting(clicks: list[str], name: str = "Los", **more: Any) -> Thing:
    """A button that notes its clicks."""
    return Thing(kind="button", name=name, does=lambda visit: clicks.append(name), **more)


# ------------------------------------------------------------------ waiting


async def test_either_takes_the_first_way_that_is_seen(stage: Stage, draft: Draft) -> None:
    """Of several ways on, the one whose sign is there is taken."""
    talk = stage.talk(seen("Zwei"))
    ways: list[tuple[Any, nodes.Steps]] = [
        ({"text": "Eins"}, (draft.set({"way": "1"}),)),
        ({"text": "Zwei"}, (draft.set({"way": "2"}),)),
        ({"text": {"starts": "Z"}}, (draft.set({"way": "3"}),)),
    ]

    await talk.run((draft.either(*ways),))

    assert talk.scope["way"] == "2"


async def test_either_waits_until_something_comes(stage: Stage, draft: Draft) -> None:
    """What is not there at once may still come in time."""
    talk = stage.talk(seen("Fertig", shows_at=4.0))

    await talk.run((draft.either(({"text": "Fertig"}, (draft.end("found"),))),))

    assert stage.clock.monotonic() == 4.0


async def test_either_fails_when_nothing_comes(stage: Stage, draft: Draft) -> None:
    """None seen is a failure that names what was looked for and how long."""
    talk = stage.talk()

    with pytest.raises(NothingExpectedSeen, match='within 3 s: text "Eins"; "Zwei"'):
        await talk.run((draft.either(({"text": "Eins"}, ()), ("Zwei", ()), timeout=3.0),))


@pytest.mark.parametrize("end", ["found", "none", "many"])
async def test_a_find_ends_where_it_says(stage: Stage, draft: Draft, end: str) -> None:
    """`found`, `none` and `many` end the whole sequence, from inside of others too."""
    talk = stage.talk(seen("x"))
    inner = draft.either(({"text": "x"}, (draft.for_each("{{ ['a'] }}", "one", draft.end(end)),)))

    assert await talk.run((inner, draft.fail("never"))) == end


async def test_expect_what_is_gone(stage: Stage, draft: Draft) -> None:
    """`gone` fails while it is still there."""
    talk = stage.talk(seen("Lädt"))
    await talk.run((draft.expect({"text": "Fertig"}, gone=True),))

    with pytest.raises(FailedByBot, match='"Lädt" did not go away'):
        await talk.run((draft.expect({"text": "Lädt"}, gone=True),))


@pytest.mark.parametrize(("value", "holds"), [("Bonn", True), ("bonn", False), ("", False)])
async def test_expect_a_value(stage: Stage, draft: Draft, value: str, holds: bool) -> None:
    """A field holds the value, or the step fails without naming either."""
    talk = stage.talk(Thing(kind="field", name="Ort", value="Bonn"))
    step = draft.expect("Ort", value=value)

    if holds:
        await talk.run((step,))
    else:
        with pytest.raises(FailedByBot, match=r"  Ort does not show the expected value\.$"):
            await talk.run((step,))


@pytest.mark.parametrize("value", ["true", "false"])
async def test_expect_a_box(stage: Stage, draft: Draft, value: str) -> None:
    """A box is compared as a box."""
    talk = stage.talk(Thing(kind="field", name="Aktiv", value=value == "true"))

    await talk.run((draft.expect("Aktiv", value=value),))


# ------------------------------------------------------------------ errors that the system shows


@pytest.mark.parametrize(
    ("outcome", "error"),
    [("rejected", RejectedBySystem), ("conflict", Conflicted), ("failed", FailedByBot), ("locked", SignInFailed)],
)
async def test_an_error_of_the_system_comes_before_what_is_waited_for(
    stage: Stage, draft: Draft, outcome: Any, error: type[NahtlosError]
) -> None:
    """A declared error ends the waiting with what it shows."""
    see = draft.at({"text": {"starts": "Fehler"}})
    fault = nodes.ScreenFault(see=see, outcome=outcome, say=draft.text("{{ shown }}!"))
    talk = stage.talk(seen("Fehler 7"), bot={"errors": (fault,)})

    with pytest.raises(error, match="Fehler 7!"):
        await talk.run((draft.expect({"text": "Gut"}),))


async def test_what_is_waited_for_comes_before_an_error_that_was_there(stage: Stage, draft: Draft) -> None:
    """What the bot waits for is looked at first."""
    talk = stage.talk(seen("Fehler 7"), seen("Gut"))

    await talk.run((draft.expect({"text": "Gut"}),))


# ------------------------------------------------------------------ surprises


def surprise(draft: Draft, then: Any = "go_on", at_most: int = 3) -> nodes.Surprise:
    """A question that is answered by a click."""
    return nodes.Surprise(
        see=draft.at({"dialog": "Frage"}), steps=(draft.click({"button": "Später"}),), then=then, at_most=at_most
    )


def ask(visit: Visit, *, again: int = 0) -> None:
    """Let the question come over the page, and come again so often."""
    over = visit.page

    def later(visit: Visit) -> None:
        over.dialog = None
        if again:
            ask(visit, again=again - 1)

    over.dialog = Page(
        path="", things=[Thing(kind="dialog", name="Frage"), Thing(kind="button", name="Später", does=later)]
    )


async def test_a_surprise_is_dealt_with_and_the_step_goes_on(stage: Stage, draft: Draft) -> None:
    """Something that lies over the page is answered by its rule; then the step does what it was about to do."""
    clicks: list[str] = []
    talk = stage.talk(counting(clicks), bot={"surprises": (surprise(draft),)})
    ask(stage.visit, again=1)

    await talk.run((draft.click({"button": "Los"}),))

    assert clicks == ["Los"]


async def test_a_surprise_while_waiting(stage: Stage, draft: Draft) -> None:
    """Also what only waits meets surprises."""
    talk = stage.talk(seen("Fertig"), bot={"surprises": (surprise(draft),)})
    ask(stage.visit)

    await talk.run((draft.expect({"text": "Fertig"}),))

    assert stage.visit.page.dialog is None


async def test_a_surprise_that_comes_too_often_stops_the_step(stage: Stage, draft: Draft) -> None:
    """`at_most` ends a circle."""
    talk = stage.talk(counting([]), bot={"surprises": (surprise(draft, at_most=2),)})
    ask(stage.visit, again=5)

    with pytest.raises(StoppedBySurprise, match="3 times in a row"):
        await talk.run((draft.click({"button": "Los"}),))


async def test_a_surprise_that_stops(stage: Stage, draft: Draft) -> None:
    """`stop` ends the step without an answer."""
    talk = stage.talk(counting([]), bot={"surprises": (surprise(draft, "stop"),)})
    ask(stage.visit)

    with pytest.raises(StoppedBySurprise):
        await talk.run((draft.click({"button": "Los"}),))

    assert stage.visit.page.dialog is not None


async def test_a_surprise_that_repeats_the_sequence(stage: Stage, draft: Draft) -> None:
    """`repeat` begins the sequence from its start."""
    clicks: list[str] = []
    rules = {"surprises": (surprise(draft, "repeat"),)}
    talk = stage.talk(counting(clicks, "Erst"), counting(clicks, "Dann"), bot=rules)

    def once(name: str, number: int) -> None:
        if clicks == ["Erst"]:
            ask(stage.visit)
            stage.life.hooks.clear()

    stage.life.hooks.append(once)

    await talk.run((draft.click({"button": "Erst"}), draft.click({"button": "Dann"})))

    assert clicks == ["Erst", "Erst", "Dann"]


async def test_nothing_is_repeated_after_a_save(stage: Stage, draft: Draft) -> None:
    """After the point of no return, a surprise that wants to repeat stops instead."""
    talk = stage.talk(counting([]), bot={"surprises": (surprise(draft, "repeat"),)})
    talk.has_saved = True
    ask(stage.visit)

    with pytest.raises(StoppedBySurprise):
        await talk.run((draft.click({"button": "Los"}),))


async def test_a_broken_rule_does_not_blind_the_rest(stage: Stage, draft: Draft) -> None:
    """When the steps of a surprise fail, what is watched is still watched."""
    rule = nodes.Surprise(see=draft.at({"dialog": "Frage"}), steps=(draft.fail("no way"),))
    talk = stage.talk(counting([]), bot={"surprises": (rule,)})
    ask(stage.visit)
    with pytest.raises(FailedByBot):
        await talk.run((draft.click({"button": "Los"}),))

    with pytest.raises(Interrupted):
        await talk.screen.click(draft_locator(talk, draft))


def draft_locator(talk: Any, draft: Draft) -> Any:
    """The locator of a button that a dialog hides."""
    from nahtlos.engine.resolve import locator_of

    return locator_of(draft.at({"button": "Los"}), talk.scope)


async def test_an_expired_session_is_seen_while_waiting(stage: Stage, draft: Draft) -> None:
    """The sign of being signed out ends the step."""
    talk = stage.talk(counting([]))
    stage.visit.expire()

    with pytest.raises(SignedOut):
        await talk.run((draft.click({"button": "Los"}),))
    with pytest.raises(SignedOut):
        await talk.run((draft.expect({"text": "Fertig"}),))


# ------------------------------------------------------------------ sequences


async def test_a_condition_leaves_a_step_out(stage: Stage, draft: Draft) -> None:
    """`when` decides about a step."""
    clicks: list[str] = []
    talk = stage.talk(counting(clicks, "A"), counting(clicks, "B"), scope={"is_b": True})

    await talk.run((draft.click("A", when="{{ not is_b }}"), draft.click("B", when="{{ is_b }}")))

    assert clicks == ["B"]


async def test_for_each_does_its_steps_for_each_element(stage: Stage, draft: Draft) -> None:
    """The name stands for one element after the other."""
    clicks: list[str] = []
    talk = stage.talk(*(counting(clicks, name) for name in "ABC"), scope={"names": ["A", "C"]})

    await talk.run((draft.for_each("{{ names }}", "one", draft.click({"button": "{{ one }}"})),))

    assert clicks == ["A", "C"]


@pytest.mark.parametrize("elements", ["a text", 7, None])
async def test_for_each_needs_a_list(stage: Stage, draft: Draft, elements: object) -> None:
    """What is no list is not walked through."""
    talk = stage.talk(scope={"names": elements})

    with pytest.raises(FailedByBot, match="needs a list"):
        await talk.run((draft.for_each("{{ names }}", "one", draft.click("A")),))


@pytest.mark.parametrize(("clicks_needed", "at_most"), [(0, 2), (1, 2), (2, 2)])
async def test_repeat_ends_when_it_is_seen(stage: Stage, draft: Draft, clicks_needed: int, at_most: int) -> None:
    """The steps are done until the sign is there, not once more."""
    clicks: list[str] = []

    def click(visit: Visit) -> None:
        clicks.append("Weiter")
        if len(clicks) == clicks_needed:
            visit.page.things.append(seen("Ende"))

    things = [Thing(kind="button", name="Weiter", does=click), *([] if clicks_needed else [seen("Ende")])]
    talk = stage.talk(*things)

    await talk.run((draft.repeat({"text": "Ende"}, at_most, draft.click("Weiter")),))

    assert len(clicks) == clicks_needed


async def test_repeat_gives_up_after_its_rounds(stage: Stage, draft: Draft) -> None:
    """After `at_most` rounds it fails, and has not done one more."""
    clicks: list[str] = []
    talk = stage.talk(counting(clicks, "Weiter"))

    with pytest.raises(NotOne, match="none in 2 rounds"):
        await talk.run((draft.repeat({"text": "Ende"}, 2, draft.click("Weiter")),))

    assert len(clicks) == 2


async def test_repeat_until_an_expression_holds(stage: Stage, draft: Draft) -> None:
    """An expression ends it, too; and so does an end of the find inside."""
    talk = stage.talk(scope={"n": 0})
    until = draft.condition("{{ n == 3 }}")
    assert until is not None

    await talk.run((draft.repeat(until, 5, draft.set({"n": "{{ n + 1 }}"})),))
    ending = await talk.run((draft.repeat({"text": "Ende"}, 5, draft.end("many")),))

    assert (talk.scope["n"], ending) == (3, "many")


async def test_work_in_a_window(stage: Stage, draft: Draft) -> None:
    """Steps go to the new window; afterwards to the page that opened it."""

    def open_window(visit: Visit) -> None:
        visit.opening = Page(path="/fenster", things=[Thing(kind="field", name="Suche")])

    talk = stage.talk(Thing(kind="button", name="Suchen", does=open_window), Thing(kind="field", name="Ort"))

    ending = await talk.run(
        (
            draft.window(draft.click("Suchen"), draft.fill({"Suche": "x"})),
            draft.fill({"Ort": "Bonn"}),
            draft.window(draft.click("Suchen"), draft.end("none")),
        )
    )

    assert (ending, stage.visit.page.path) == ("none", "/here")


async def test_a_window_that_does_not_open(stage: Stage, draft: Draft) -> None:
    """Without a window the step fails."""
    talk = stage.talk(counting([], "Suchen"))

    with pytest.raises(ScreenTrouble, match="No window"):
        await talk.run((draft.window(draft.click("Suchen")),))


async def test_a_download_is_kept_under_its_name(stage: Stage, draft: Draft) -> None:
    """The path of the file gets the name."""

    def deliver(visit: Visit) -> None:
        visit.arrived = Path("/tmp/bescheid.pdf")

    talk = stage.talk(Thing(kind="button", name="Bescheid", does=deliver))

    await talk.run((draft.download(draft.click("Bescheid"), "file"),))

    assert talk.scope["file"] == "/tmp/bescheid.pdf"


# ------------------------------------------------------------------ operations


def operation(name: str, *steps: nodes.Step, **more: Any) -> nodes.Operation:
    """An operation with one output."""
    parts: dict[str, Any] = {"inputs": {}, "outputs": {"word": Typed()}, **more}
    return nodes.Operation(name=name, place=PLACE, steps=steps, **parts)


async def test_an_operation_is_done_with_its_inputs(stage: Stage, draft: Draft) -> None:
    """It sees its inputs, its outputs stand under its name, and its other names are gone."""
    greet = operation("greet", draft.set({"word": "Hallo {{ inputs.name }}", "rest": "x"}))
    talk = stage.talk(bot={"operations": {"greet": greet}}, scope={"name": "Ada"})

    await talk.run((draft.do("greet", {"name": "{{ name }}"}), draft.do("greet", {"name": "Eva"}, id="second")))

    assert (talk.scope["greet"], talk.scope["second"]) == ({"word": "Hallo Ada"}, {"word": "Hallo Eva"})
    assert "rest" not in talk.scope


async def test_an_operation_without_its_output_fails(stage: Stage, draft: Draft) -> None:
    """A name that was promised must be there."""
    talk = stage.talk(bot={"operations": {"greet": operation("greet")}})

    with pytest.raises(FailedByBot, match="without its output `word`"):
        await talk.run((draft.do("greet"),))


async def test_a_row_inside_an_operation_does_not_end_the_find_around_it(stage: Stage, draft: Draft) -> None:
    """An operation has its own end: no row in it is an error, not "there is no such record"."""
    search = operation("search", draft.row({"Nummer": "7"}, none={"text": "Keine Treffer"}))
    talk = stage.talk(seen("Keine Treffer"), bot={"operations": {"search": search}}, scope={"finding": True})

    with pytest.raises(NotOne, match="found none"):
        await talk.run((draft.do("search"),))


@pytest.mark.parametrize(
    ("gives", "result"), [({"word": ["a", "b"]}, {"word": ("a", "b")}), ("a", {"word": "a"}), (None, {"word": None})]
)
async def test_an_operation_in_python(stage: Stage, draft: Draft, gives: object, result: object) -> None:
    """A method of the bot is called with the inputs; what it returns are the outputs, lists as the ledger has them."""
    stage.scripts["arrange"] = lambda visit, order: gives
    arrange = operation("arrange", script="arrange")
    talk = stage.talk(bot={"operations": {"arrange": arrange}, "script": Path("bot.py")})

    await talk.run((draft.do("arrange", {"order": "x"}),))

    assert talk.scope["arrange"] == result


async def test_what_python_returns_must_be_a_value(stage: Stage, draft: Draft) -> None:
    """An object that no ledger can hold is refused by its type, not shown."""
    stage.scripts["arrange"] = lambda visit: object()
    talk = stage.talk(bot={"operations": {"arrange": operation("arrange", script="arrange")}, "script": Path("bot.py")})

    with pytest.raises(FailedByBot, match=r"arrange in bot\.py returns a object"):
        await talk.run((draft.do("arrange"),))


async def test_a_bot_without_python(stage: Stage, draft: Draft) -> None:
    """A script needs a bot.py."""
    talk = stage.talk()

    with pytest.raises(FailedByBot, match=r"has no bot\.py"):
        await talk.run((draft.script("arrange"),))


@pytest.mark.parametrize("id_", [None, "tiles"])
async def test_a_script_step_names_its_result(stage: Stage, draft: Draft, id_: str | None) -> None:
    """With an id the result has a name."""
    stage.scripts["arrange"] = lambda visit, order: (order, 1)
    talk = stage.talk(bot={"script": Path("bot.py")})

    await talk.run((draft.script("arrange", {"order": "x"}, id=id_),))

    assert talk.scope.get("tiles") == (None if id_ is None else ("x", 1))


# ------------------------------------------------------------------ what the bot itself says


async def test_reject_and_fail_say_why(stage: Stage, draft: Draft) -> None:
    """The case is wrong, or the system is; the reason is the bot's."""
    talk = stage.talk(scope={"name": "Ada"})

    with pytest.raises(Rejection, match=r"  Ada ist gesperrt$"):
        await talk.run((draft.reject("{{ name }} ist gesperrt"),))
    with pytest.raises(FailedByBot, match=r"  Wartung$"):
        await talk.run((draft.fail("Wartung"),))


async def test_nothing_is_saved_where_nothing_may_be(stage: Stage, draft: Draft) -> None:
    """A save in a sequence that only reads is refused before it is clicked."""
    clicks: list[str] = []
    talk = stage.talk(counting(clicks, "Speichern"))

    with pytest.raises(FailedByBot, match="Nothing may be saved here"):
        await talk.run((draft.save("Speichern"),))

    assert clicks == []


async def test_an_error_says_where_it_happened(stage: Stage, draft: Draft) -> None:
    """The step that failed gives an error its place."""
    talk = stage.talk()

    with pytest.raises(ScreenTrouble) as caught:
        await talk.run((draft.click("Los"),))

    assert caught.value.place == PLACE


async def test_a_node_that_nobody_knows_is_a_mistake_of_ours(stage: Stage) -> None:
    """A verb without an implementation is found at once."""
    talk = stage.talk()

    with pytest.raises(AssertionError, match="no such verb"):
        await talk.run((nodes.Step(path="0", place=PLACE),))


async def test_a_script_that_something_lies_over(stage: Stage, draft: Draft) -> None:
    """A script that could not begin is called again after the surprise was dealt with."""
    calls: list[int] = []

    def arrange(visit: Visit) -> str:
        calls.append(1)
        if visit.page.dialog is not None:
            raise Interrupted(0)
        return "x"

    stage.scripts["arrange"] = arrange
    operations = {"arrange": operation("arrange", script="arrange")}
    talk = stage.talk(
        bot={"operations": operations, "script": Path("bot.py"), "surprises": (surprise(draft),)}
    )
    ask(stage.visit)

    await talk.run((draft.do("arrange"),))

    assert (talk.scope["arrange"], len(calls)) == ({"word": "x"}, 2)


async def test_nothing_is_gone_on_a_sign_in_page(stage: Stage, draft: Draft) -> None:
    """That a thing is not there any more says nothing when nobody is signed in."""
    talk = stage.talk()
    stage.visit.expire()

    with pytest.raises(SignedOut):
        await talk.run((draft.expect({"text": "Lädt"}, gone=True),))

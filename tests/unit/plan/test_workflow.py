"""A plan is made of a workflow and exactly the bots it uses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.model import Bot, System, load_bot, load_systems, load_workflow
from nahtlos.plan import Script, compile_bot, compile_plan
from nahtlos.plan.nodes import Plan

BASE = Path(__file__).parents[2] / "cases" / "base"


def text(name: str) -> str:
    return (BASE / name).read_text(encoding="utf-8")


def bots(**changed: Bot | None) -> dict[str, Bot | None]:
    read = {name: load_bot(Source(f"{name}.yaml", text(f"bots/{name}/bot.yaml"))) for name in ("casework", "exchange")}
    return {**read, **changed}


def systems() -> dict[str, System]:
    return dict(load_systems(Source("systems.yaml", text("systems.yaml"))).in_profile(None))


def compiled(*, workflow: str = text("workflow.yaml"), **changed: Bot | None) -> Plan:
    return compile_plan(load_workflow(Source("workflow.yaml", workflow)), bots=bots(**changed), systems=systems())


def test_same_texts_have_the_same_hash() -> None:
    """The hash depends on nothing but the texts."""
    assert compiled().hash == compiled().hash


def test_any_change_of_a_text_changes_the_hash() -> None:
    """A workflow or a bot with one word changed is another version."""
    workflow = compiled(workflow=text("workflow.yaml").replace("Teilnahmen", "Meldungen"))
    bot = load_bot(Source("casework.yaml", text("bots/casework/bot.yaml").replace("Suchen", "Finden")))

    assert len({compiled().hash, workflow.hash, compiled(casework=bot).hash}) == 3


def test_python_of_a_bot_is_part_of_its_hash() -> None:
    """A changed bot.py is another version, too."""
    bot = load_bot(Source("bot.yaml", text("bots/casework/bot.yaml")))
    one, other = (compile_bot(bot, script=Script(path=Path("bot.py"), text=body)) for body in ("pass", "..."))

    assert one.hash != other.hash
    assert Path("bot.py") == one.script


def test_bot_that_the_workflow_does_not_use_may_be_broken() -> None:
    """What has nothing to do with a workflow does not stop it."""
    unused = load_bot(Source("unused.yaml", text("bots/exchange/bot.yaml").replace("form: all", "form: [nothing]")))

    assert list(compiled(unused=unused).systems) == ["casework", "exchange"]


def test_bot_that_was_refused_before_is_not_complained_about_again() -> None:
    """A bot that could not be read is reported once, by whoever read it."""
    with pytest.raises(Refused) as refused:
        compiled(exchange=None, workflow=text("workflow.yaml").replace("{{ item.name }}", "{{ item.nam }}"))

    assert [problem.code for problem in refused.value.problems] == ["E261"]


def test_problems_of_the_workflow_come_before_those_of_bots() -> None:
    """What a user has just written is said first."""
    bot = load_bot(Source("bot.yaml", text("bots/exchange/bot.yaml").replace("form: all", "form: [nothing]")))

    with pytest.raises(Refused) as refused:
        compiled(exchange=bot, workflow=text("workflow.yaml").replace("{{ item.name }}", "{{ item.nam }}"))

    places = [problem.place.source.name for problem in refused.value.problems if problem.place]
    assert places == ["workflow.yaml", "bot.yaml"]


def test_system_may_be_reached_at_its_own_address_and_its_hosts() -> None:
    """The list of hosts begins with the system itself; ports are those of the scheme."""
    plan = compiled()

    assert plan.systems["exchange"].hosts == (("exchange.example", 443),)
    assert plan.systems["casework"].hosts == (("casework.example", 80),)


def test_settle_of_a_system_that_is_only_read_need_not_be_said() -> None:
    """Settle matters where something is written."""
    plan = compile_plan(
        load_workflow(Source("workflow.yaml", text("workflow.yaml"))),
        bots=bots(),
        systems={**systems(), "casework": systems()["casework"].model_copy(update={"settle": None})},
    )

    assert plan.systems["casework"].settle == 60.0


def test_path_of_a_step_is_its_id() -> None:
    """A step with an id keeps its path wherever it moves."""
    moved = text("workflow.yaml").replace("steps:\n", "steps:\n  - note: Vorher\n")

    assert [step.path for step in compiled().steps] == ["report"]
    assert [step.path for step in compiled(workflow=moved).steps] == ["0", "report"]


def test_plan_is_frozen() -> None:
    """Nothing changes a plan behind the run's back."""
    plan = compiled()

    with pytest.raises(AttributeError):
        plan.title = "Anders"  # type: ignore[misc]
    assert replace(plan, title="Anders").title == "Anders"

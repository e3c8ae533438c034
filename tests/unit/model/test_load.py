"""Files become models, or are refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.errors import Refused, Source, UnknownProfile
from nahtlos.model import load_settings, load_systems, load_workflow
from nahtlos.model.written import Written

CASES = Path(__file__).parents[2] / "cases"
SYSTEMS = """\
systems:
  casework: {bot: casework, address: "https://casework.example", account: bot, settle: 3 s}
profiles:
  practice: {casework: {address: "http://127.0.0.1:8801", hosts: ["127.0.0.1:8802"]}}
"""


def test_settings_have_defaults_for_everything() -> None:
    """A settings file may say as little as it likes."""
    settings = load_settings(Source("nahtlos.yaml", "parallel: 2"))

    assert (settings.parallel, settings.time_out, settings.ledger.url) == (2, 30.0, "sqlite:///logs/ledger.sqlite3")


def test_profile_changes_only_what_it_says() -> None:
    """A system of a profile keeps what the profile does not override."""
    systems = load_systems(Source("systems.yaml", SYSTEMS))

    casework = systems.in_profile("practice")["casework"]

    assert (casework.address, casework.hosts, casework.settle) == ("http://127.0.0.1:8801", (("127.0.0.1", 8802),), 3.0)
    assert casework.place.line == 2


def test_without_a_profile_systems_are_as_they_are() -> None:
    """Profiles change nothing unless one is chosen."""
    systems = load_systems(Source("systems.yaml", SYSTEMS))

    assert systems.in_profile(None)["casework"].address == "https://casework.example"


def test_unknown_profile_is_refused_with_the_nearest_name() -> None:
    """A misspelled profile never means production."""
    systems = load_systems(Source("systems.yaml", SYSTEMS))

    with pytest.raises(UnknownProfile, match="practice"):
        systems.in_profile("practise")


def test_all_problems_come_at_once_and_in_order() -> None:
    """Whoever corrects a file sees everything in the order of its lines."""
    text = (CASES / "base" / "workflow.yaml").read_text(encoding="utf-8")
    broken = text.replace("owner:", "ownr:").replace("to: exchange.report", "to:").replace("update", "updat")

    with pytest.raises(Refused) as refused:
        load_workflow(Source("workflow.yaml", broken))

    assert [(problem.code, problem.place.line if problem.place else 0) for problem in refused.value.problems] == [
        ("E201", 3),
        ("E211", 14),
        ("E204", 20),
    ]


def test_automatic_decision_names_its_norm() -> None:
    """`{automatic: norm}` says which norm allows it."""
    text = (CASES / "base" / "workflow.yaml").read_text(encoding="utf-8")

    process = load_workflow(
        Source("workflow.yaml", text.replace("decision: none", "decision: {automatic: § 35a}"))
    ).process

    assert process is not None
    assert (process.decision.by, process.decision.norm) == ("automatic", "§ 35a")


def test_every_field_of_every_model_is_explained() -> None:
    """The reference is generated from the models, so each field says what it is for."""

    def models(of: type[Written]) -> list[type[Written]]:
        return [of, *(model for child in of.__subclasses__() for model in models(child))]

    unexplained = [
        f"{model.__name__}.{name}" for model in models(Written) for name, field in model.model_fields.items()
        if not field.description
    ]  # fmt: skip

    assert unexplained == []

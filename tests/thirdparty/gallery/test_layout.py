"""FAULTS row 9: what a new release does to a form is survived or stopped on pages of React and Angular, too."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.faults.mutations import Subject, tried
from tests.thirdparty.gallery.conftest import Gallery

pytestmark = [pytest.mark.nightly, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(1500)]

FORMS: Mapping[str, tuple[Mapping[str, str], str, str]] = {
    "react": (
        {"Bemerkung": "Bitte bald 4711", "Beginn": "24.11.2026", "Muttersprache": "Türkisch"}, "Speichern",
        "- click: {tab: Weiteres}",
    ),
    "angular": (
        {"Name": "Bernd Brandt", "Geburtsdatum": "24.11.1990", "Familienstand": "verheiratet"}, "Absenden",
        "- expect: {button: Absenden}",
    ),
}  # fmt: skip
"""What is entered, the button, and how one comes to the form."""


@pytest.mark.parametrize("kind", FORMS)
async def test_nothing_lands_in_a_wrong_field(gallery: Gallery, kind: str) -> None:
    """All mutations that fit; the table stands in the output of the test."""
    want, button, way = FORMS[kind]

    async def show() -> None:
        await gallery.show(kind)
        await gallery.do(way)

    gallery.session.screen.desk.timeout = 1.0
    subject = Subject(screen=gallery.session.screen, show=show, want=want, button=button, shows_choice=False)
    found = await tried(subject)

    print(found.table(kind))
    assert list(found.wrong) == []
    assert found.counts["survived"] > 0

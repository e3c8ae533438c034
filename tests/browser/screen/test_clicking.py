"""Clicking: what a name means, and that the click lands there."""

import pytest

from nahtlos.errors import NotSeen, SeveralSeen
from tests.browser.screen.session import Session, at, named

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOG = "<script>window.log = []; const note = (text) => log.push(text);</script>"


async def test_a_name_means_the_button_that_has_it(session: Session) -> None:
    """A heading of the same name is not clickable."""
    screen = await session.show(f"{LOG}<h1>Suchen</h1><button onclick=\"note('ja')\">Suchen</button>")

    await screen.click(named("Suchen"))

    assert await session.state("log") == ["ja"]


async def test_two_of_a_name_are_an_error_with_an_in_that_helps(session: Session) -> None:
    """Never the first."""
    screen = await session.show(
        "<fieldset><legend>Antrag</legend><button>Löschen</button></fieldset>"
        "<fieldset><legend>Anlage</legend><button>Löschen</button></fieldset>"
    )

    with pytest.raises(SeveralSeen) as caught:
        await screen.click(named("Löschen"))

    assert [one.within for one in caught.value.candidates] == ["Antrag", "Anlage"]
    assert not caught.value.acted


async def test_what_is_not_there_names_what_comes_near(session: Session) -> None:
    """So that one sees a misspelling at once."""
    screen = await session.show("<button>Speichern</button>")

    with pytest.raises(NotSeen, match='button "Speichern"'):
        await screen.click(named("Speichen"), timeout=0.3)


async def test_a_kind_is_only_that_kind(session: Session) -> None:
    """A link and a button may have one name."""
    screen = await session.show(
        f"{LOG}<a href=# onclick=\"note('link')\">Anmelden</a><button onclick=\"note('button')\">Anmelden</button>"
    )

    await screen.click(at("button", "Anmelden"))
    await screen.click(at("link", "Anmelden"))

    assert await session.state("log") == ["button", "link"]

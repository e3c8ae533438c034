"""Bots' own Python on a session."""

from pathlib import Path

import pytest
from tests.browser.screen.session import Session

from nahtlos.errors import NotSeen, SavedTwice, ScriptFailed, ScriptMissing

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEAD = "from nahtlos.actions import Bot, operation\nfrom playwright.async_api import Page\n\n\nclass Verbis(Bot):\n"
TILES = (
    "<canvas aria-label=Suchkacheln width=300 height=100 style='margin:50px'></canvas><label>Name <input id=n></label>"
    "<button onclick=\"document.title = n.value\">Übernehmen</button><ol aria-label=Reihenfolge><li>A<li>B</ol>"
    "<script>const c = document.querySelector('canvas'); log = []; for (const t of ['mousedown', 'mouseup']) c.addEventListener(t, (event) => log.push([t, event.offsetX, event.offsetY]))</script>"
)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return tmp_path / "bot.py"


def write(script: Path, *lines: str) -> Path:
    script.write_text(HEAD + "".join(f"    {line}\n" for line in lines))
    return script


async def test_a_method_works_with_the_words_of_bots(script: Path, session: Session) -> None:
    """Open, find, drag, fill, save, read; and Playwright for what is left."""
    write(
        script, "@operation(effect=True, probe='order')", "async def arrange(self, page: Page, *, order):",
        "    await self.open('/kacheln', kunde='ä b')", "    canvas = await self.find({'label': 'Suchkacheln'})",
        "    await self.drag(canvas, start=(10, 20), end=(130, 40))", "    await self.fill({'Name': order[0]})",
        "    await self.save('Übernehmen')", "    assert await self.read('Name') == order[0]",
        "    return await page.get_by_role('list', name='Reihenfolge').get_by_role('listitem').all_inner_texts()",
    )  # fmt: skip
    session.site.pages["/kacheln"] = TILES

    shown = await session.screen.call(script, "verbis1", "arrange", {"order": ("B", "A")})

    assert shown == ("A", "B")
    assert await session.state("[document.title, log]") == ["B", [["mousedown", 10, 20], ["mouseup", 130, 40]]]
    assert session.site.asked[-1].query == {"kunde": "ä b"}


async def test_what_a_method_raises_carries_no_values(script: Path, session: Session) -> None:
    """Kind and line only."""
    write(script, "@operation", "async def go(self, *, name):", "    raise ValueError(name)")

    with pytest.raises(ScriptFailed, match="ValueError in line 8") as caught:
        await session.screen.call(script, "verbis2", "go", {"name": "Geheim"})

    assert "Geheim" not in repr(caught.value)
    assert caught.value.__cause__ is None


async def test_our_own_errors_pass(script: Path, session: Session) -> None:
    """They word themselves."""
    write(script, "@operation", "async def go(self):", "    await self.click('Weiter')")
    await session.show("x")

    with pytest.raises(NotSeen):
        await session.screen.call(script, "verbis3", "go", {})


async def test_a_second_save_is_refused(script: Path, session: Session) -> None:
    """Each save must be known before it is made."""
    write(script, "@operation(effect=True)", "async def go(self):", "    await self.save('Los')", "    await self.save('Los')")
    await session.show("<button>Los</button>")

    with pytest.raises(SavedTwice):
        await session.screen.call(script, "verbis4", "go", {})


async def test_what_is_not_marked_is_not_called(script: Path, session: Session) -> None:
    """Nor what is not there."""
    write(script, "async def go(self):", "    pass")

    with pytest.raises(ScriptMissing, match="`go`"):
        await session.screen.call(script, "verbis5", "go", {})
    with pytest.raises(ScriptMissing):
        await session.screen.call(script.with_name("weg.py"), "verbis6", "go", {})

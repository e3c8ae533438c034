"""Small foreign screens with a reward of their own, operated by a bot in YAML through the real engine."""

from __future__ import annotations

import os
import random
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.browser.screen.session import Session
from tests.browser.screen.site import Asked, Reply
from tests.thirdparty.locators import selectors_of, ways_of

from nahtlos.engine.conversation import Conversation
from nahtlos.errors import NahtlosError, Source
from nahtlos.model import load_bot
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.nodes import Bot, System

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]

PACKAGE = find_spec("miniwob")
if PACKAGE is None or not PACKAGE.submodule_search_locations:
    pytest.skip("install miniwob==1.1.0 without its dependencies", allow_module_level=True)
PAGES = Path(PACKAGE.submodule_search_locations[0]) / "html"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
EPISODES = int(os.environ.get("NAHTLOS_EPISODES", "10"))
TWINS = """(() => {
    const boxes = [...document.querySelectorAll('label')].filter((one) => one.querySelector('[type=checkbox]'));
    return new Set(boxes.map((one) => one.textContent.trim())).size < boxes.length;
})()"""
START = "(seed) => { Math.seedrandom(seed); core.EPISODE_MAX_TIME = 60000; core.startEpisodeReal(); }"


FILE = Path(__file__).with_name("bot.yaml")
BOT = Source("bot.yaml", FILE.read_text("utf-8"))
INSTRUCTION = "#query"
WORDLESS = 76
"""Places that are reached by css because nothing is written there, but for the instruction."""


@pytest.fixture(scope="module")
def bot() -> Bot:
    return compile_bot(load_bot(BOT))


def served(asked: Asked) -> Reply:
    """Serve a file of the package."""
    file = PAGES / asked.path.lstrip("/")
    return Reply(body=file.read_bytes(), type=TYPES.get(file.suffix, "application/octet-stream"))


async def begin(task: str, *, session: Session) -> str:
    """Start an episode with a seed drawn now; not one whose boxes have the same words: nobody tells them apart."""
    while True:
        seed = str(random.randrange(10**9))
        await session.show(served, f"/miniwob/{task}.html")
        await session.state(f"({START})({seed!r})")
        if not await session.state(TWINS):
            return seed


async def episode(task: str, seed: str, *, bot: Bot, session: Session) -> str:
    """Play the episode that has begun; says what went wrong, or nothing."""
    system = System(name="miniwob", bot=bot, address=session.site.address, hosts=(), account="nobody")
    try:
        talk = Conversation(screen=session.screen, system=system, scope={})
        await talk.operate(bot.operations[task.replace("-", "_")], {})
    except NahtlosError as error:
        return f"{task} {seed}: {error}"
    reward = await session.state("WOB_RAW_REWARD_GLOBAL")
    return "" if reward == 1 else f"{task} {seed}: reward {reward}"


def tasks() -> list[str]:
    """The tasks the bot has an operation for; operations with inputs are parts of others."""
    bot = compile_bot(load_bot(BOT))
    return [name.replace("_", "-") for name, operation in bot.operations.items() if not operation.inputs]


@pytest.mark.parametrize("task", tasks())
async def test_every_episode_is_rewarded(task: str, bot: Bot, session: Session) -> None:
    """Episodes with seeds drawn now all end with reward 1."""
    for folder in ("core", "common", "flight"):
        for file in (PAGES / folder).rglob("*"):
            session.site.pages[f"/{file.relative_to(PAGES)}"] = served
    seeds, wrong = list[str](), list[str]()
    for _ in range(EPISODES):
        seeds.append(await begin(task, session=session))
        wrong.append(await episode(task, seeds[-1], bot=bot, session=session))
    wrong = [said for said in wrong if said]
    print(f"RATE {task} {EPISODES - len(wrong)}/{EPISODES}, seeds {' '.join(seeds)}")
    assert not wrong, "\n".join(wrong)


async def test_every_place_without_words_is_counted() -> None:
    """One more place that needs css is one more thing that a caseworker cannot read."""
    selectors = selectors_of(FILE)
    instructions = selectors.pop(INSTRUCTION)
    print(f"LOCATORS {dict(ways_of(FILE))}; {instructions} read the instruction")

    assert sum(selectors.values()) == WORDLESS

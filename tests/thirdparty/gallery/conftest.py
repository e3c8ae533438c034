"""A gallery of widgets of other people on loopback: pages here, packages from `.thirdparty/gallery`, and what pages send."""

from __future__ import annotations

import json
import mimetypes
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from tests.browser.screen.conftest import browser
from tests.browser.screen.session import Session, open_session
from tests.browser.screen.site import Asked, Reply, Site
from tests.thirdparty.gallery.answers import ANSWERS

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.screen import Value
from nahtlos.errors import Source
from nahtlos.model import load_bot
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.nodes import System

__all__ = ["browser"]

PAGES = Path(__file__).with_name("pages")
HOME = Path(__file__).parents[3] / ".thirdparty" / "gallery"
PACKAGES = HOME / "node_modules"
BUILT = ("react.jsx", "angular.ts", "lit.ts", "vaadin.ts", "ui5.ts", "prime.jsx", "material-web.ts", "mantine.jsx", "headless.jsx", "primeng.ts")
BOT = """bot: gallery
session: {{login: [{{open: /}}], signed_in: {{text: Galerie}}}}
operations:
  work:
    inputs: {{{inputs}}}
    outputs: {{}}
    steps:
{steps}
"""
NOT_FOUND = Reply(status=404, body="<h1>Nicht gefunden</h1>")


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages written for toolkits, bundled as their developers do it."""
    if not PACKAGES.exists():
        pytest.skip("make .thirdparty/gallery/.ready")
    folder = tmp_path_factory.mktemp("bundles")
    compiler = {"experimentalDecorators": True, "useDefineForClassFields": False, "paths": {"*": [f"{PACKAGES}/*"]}}
    command = [
        str(PACKAGES / ".bin" / "esbuild"), *(str(PAGES / name) for name in BUILT), "--bundle", f"--outdir={folder}",
        "--format=esm", "--jsx=automatic", "--define:process.env.NODE_ENV='\"production\"'", "--log-level=error",
        f"--tsconfig-raw={json.dumps({'compilerOptions': compiler})}",
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=120, env={"NODE_PATH": str(PACKAGES), "PATH": "/usr/bin:/bin"})
    return folder


@dataclass(kw_only=True)
class Gallery:
    """A session on the pages, and what they have sent."""

    session: Session
    bundles: Path
    scope: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.session.site.address

    def served(self, asked: Asked) -> Reply:
        """Answer as a server of such pages would: its own answers, packages by name, pages."""
        path = asked.path.lstrip("/")
        if path in ANSWERS:
            return ANSWERS[path](asked)
        if path.startswith("npm/"):
            return as_file(PACKAGES / path.removeprefix("npm/"))
        return as_file(self.bundles / path if path.startswith(tuple(Path(one).stem + "." for one in BUILT)) and not path.endswith("html") else PAGES / path)

    async def show(self, page: str) -> None:
        """Open a page."""
        await self.session.show(self.served, f"/{page}.html")

    async def do(self, steps: str, **inputs: Value) -> dict[str, Any]:
        """Have a bot do these steps; returns the names they have set."""
        declared = ", ".join(f"{name}: {'list' if isinstance(value, tuple) else 'text'}" for name, value in inputs.items())
        written = BOT.format(inputs=declared, steps=indent(steps.strip("\n"), "      "))
        bot = compile_bot(load_bot(Source("bot.yaml", written)))
        system = System(name="gallery", bot=bot, address=self.address, hosts=(), account="nobody")
        talk = Conversation(screen=self.session.screen, system=system, scope={"inputs": dict(inputs)})
        await talk.run(bot.operations["work"].steps)
        return talk.scope

    async def state(self, script: str) -> Any:
        """What the page itself knows."""
        return await self.session.state(script)

    @property
    def saved(self) -> Any:
        """What a page sent last."""
        return [json.loads(one.body) for one in self.session.site.asked if one.path == "/gespeichert"][-1]


class Anywhere(dict[str, Any]):
    """The same answer for all paths."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key) or self["*"]


def as_file(path: Path) -> Reply:
    """Send a file."""
    if not path.is_file():
        return NOT_FOUND
    type_ = {".mjs": "text/javascript"}.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Reply(body=path.read_bytes(), type=f"{type_}; charset=utf-8")


@pytest_asyncio.fixture(loop_scope="session")
async def gallery(browser: Browser, bundles: Path, tmp_path: Path) -> AsyncIterator[Gallery]:
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        session = await stack.enter_async_context(open_session(browser, site, tmp_path))
        found = Gallery(session=session, bundles=bundles)
        site.pages = Anywhere({"*": found.served})
        yield found

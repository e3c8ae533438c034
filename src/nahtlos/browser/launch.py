"""Starts Playwright's driver and a browser so that they keep quiet, and opens contexts that are fenced in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypedDict, Unpack

from playwright.async_api import Browser as RunningBrowser
from playwright.async_api import (
    BrowserContext,
    Error,
    HttpCredentials,
    Playwright,
    ProxySettings,
    ViewportSize,
    async_playwright,
)

from nahtlos.browser.fence import Fence
from nahtlos.browser.installed import Browser
from nahtlos.errors import BrowserNotStarted

if TYPE_CHECKING:
    from playwright._impl._api_structures import ClientCertificate  # its one name for what `new_context` takes

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-http2",  # questions and answers take turns, so that the fence sees which question got no answer
    "--disable-auto-reload",  # a page that did not open is opened by its bot, not by itself a second later
    # WebRTC sends UDP past every proxy. The headless shell knows the flag by its older name only.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # What belongs to no context, and a context without a fence, gets nowhere and resolves nothing.
    "--proxy-server=socks5://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
INIT_SCRIPT = """
for (const name of Object.getOwnPropertyNames(globalThis))
  if (/^(webkit|moz)?RTC/.test(name) || /^WebTransport/.test(name)) delete globalThis[name];
"""
"""Runs first in every document: takes away what speaks UDP, whatever the browser makes of the flags."""

OURS = ("NAHTLOS_",)
"""Beginnings of variables that are for nahtlos alone: secrets of accounts among them."""
LOUD = ("DEBUG", "PWDEBUG", "PLAYWRIGHT_", "PW_", "PWTEST_", "NODE_", "SELENIUM_", "SSLKEYLOGFILE", "CHROME_LOG_FILE")
"""Beginnings of variables that make driver or browser print values, keep keys or work in another way."""
NEEDED = ("PLAYWRIGHT_BROWSERS_PATH", "PLAYWRIGHT_NODEJS_PATH", "NODE_EXTRA_CA_CERTS")

REASONS = {
    "No usable sandbox": "the machine does not let it build its sandbox (unprivileged user namespaces)",
    "error while loading shared libraries": "libraries of the system are missing; `playwright install-deps` names them",
    "Missing X server": "there is no screen to show its windows on; set `headed: false`",
    "executable doesn't exist": "it is not there any more",
    "EACCES": "it may not be executed",
    "ms exceeded": "it did not answer in time",
}


class Shown(TypedDict, total=False):
    """What is shown to a server before it shows a page."""

    http_credentials: HttpCredentials
    client_certificates: list[ClientCertificate]
    """These come with a proxy of Playwright's own, which goes through the fence like the browser."""


class ContextOptions(Shown, total=False):
    """What a session may choose."""

    locale: str
    timezone_id: str
    viewport: ViewportSize
    accept_downloads: bool
    ignore_https_errors: bool


def driver_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what would make the driver talk, and without what is not for it."""
    kept_back = (*LOUD, *OURS)
    return {name: value for name, value in environ.items() if name in NEEDED or not name.upper().startswith(kept_back)}


@asynccontextmanager
async def started_driver(environ: MutableMapping[str, str]) -> AsyncIterator[Playwright]:
    """Run Playwright's driver; meanwhile the environment of this process lacks what would make it talk.

    Playwright copies `os.environ` for its driver and asks it again at every message.
    """
    with _quiet(environ):
        try:
            manager = async_playwright()
            playwright = await manager.start()
        except (Error, OSError):
            raise BrowserNotStarted(executable="(the driver of Playwright)", reason="it cannot be run") from None
        try:
            yield playwright
        finally:
            await playwright.stop()


async def launch(found: Browser, *, playwright: Playwright, windows: bool = False) -> RunningBrowser:
    """Start a browser in which only fenced contexts get anywhere."""
    try:
        return await playwright.chromium.launch(
            executable_path=found.executable,
            headless=not windows,
            chromium_sandbox=found.sandbox,
            args=list(FLAGS),
            timeout=60_000,
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    except Error as error:
        reason = next((words for sign, words in REASONS.items() if sign in error.message), "it ended at once")
        raise BrowserNotStarted(executable=str(found.executable), reason=reason) from None


@asynccontextmanager
async def started(
    found: Browser, *, environ: MutableMapping[str, str], windows: bool = False
) -> AsyncIterator[RunningBrowser]:
    """Run driver and browser."""
    async with started_driver(environ) as playwright:
        browser = await launch(found, playwright=playwright, windows=windows)
        try:
            yield browser
        finally:
            await browser.close()


async def open_context(browser: RunningBrowser, fence: Fence, **options: Unpack[ContextOptions]) -> BrowserContext:
    """Open a context whose pages reach what the fence allows, and nothing else."""
    proxy: ProxySettings = {"server": fence.address, "bypass": "<-loopback>"}
    context = await browser.new_context(proxy=proxy, **options)
    await context.add_init_script(INIT_SCRIPT)
    return context


@contextmanager
def _quiet(environ: MutableMapping[str, str]) -> Iterator[None]:
    loud = {name: environ[name] for name in set(environ) - set(driver_environment(environ))}
    for name in loud:
        del environ[name]
    try:
        yield
    finally:
        environ.update(loud)

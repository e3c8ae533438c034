"""Going to a page of the system."""

from __future__ import annotations

from urllib.parse import quote_plus, urldefrag, urlsplit

from playwright.async_api import Error, Response

from nahtlos.browser.desk import Desk, origin_of
from nahtlos.browser.world import PageChanged
from nahtlos.engine.screen import Address
from nahtlos.errors import PageNotOpened, RunError, UserRefused

UNAUTHORIZED, UNAVAILABLE = 401, 503
NO_TLS = (
    "it does not accept the certificate, or its own is not trusted by the driver of the browser, which trusts what "
    "NODE_EXTRA_CA_CERTS names"
)
NO_PAGE = ("ERR_ABORTED", "Download is starting")
"""An address that answers with a file leads to no page."""


async def open_page(desk: Desk, address: Address, *, timeout: float | None) -> None:
    """Go there, with the current page as referrer; done when it has loaded and is still."""
    url = address_of(desk.territory.address, address)
    desk.prove_inside(url)
    desk.filled = []
    sight = await desk.begin()
    page = sight.page
    try:
        sight.before = (await sight.ask("remember"))["texts"]
    except (Error, PageChanged):  # an error page of the browser may not answer: there is nothing to remember of it
        sight.before = None
    desk.acted = True
    seconds = desk.timeout if timeout is None else timeout
    with desk.dialogs.answered(may_leave=True):
        try:
            if is_same_document(page.url, url):
                await page.evaluate("url => history.pushState(null, '', url)", url)  # the page does not notice
                response = await page.reload(wait_until="commit", timeout=seconds * 1000)
            else:
                referer = page.url if desk.territory.holds(page.url) else None
                response = await page.goto(url, referer=referer, wait_until="commit", timeout=seconds * 1000)
        except Error as error:
            if "Timeout" in error.message:
                await sight.stop()
            if not any(word in error.message for word in NO_PAGE):
                raise why_not_opened(desk, url, error) from None
            response = None
        await desk.settled(timeout=seconds)
    desk.dialogs.stop_for_undeclared(acted=True)
    prove_opened(desk, url, response)


def prove_opened(desk: Desk, url: str, response: Response | None) -> None:
    """Raise unless the page belongs to the system and its server is well."""
    page = desk.windows.page
    if urlsplit(page.url).scheme in ("http", "https"):
        desk.prove_inside(page.url)
    if response is not None and response.status == UNAUTHORIZED:
        prove_let_in(desk, url, response)
    if response is not None and response.status == UNAVAILABLE and desk.territory.shows_certificate:
        raise PageNotOpened(path=desk.mask(urlsplit(url).path), why=NO_TLS, acted=True)
    if response is not None and response.status >= 500:
        raise PageNotOpened(path=desk.mask(urlsplit(url).path), why=f"its server answers {response.status}", acted=True)


def prove_let_in(desk: Desk, url: str, response: Response) -> None:
    """Raise if the browser would ask a person for a user and a password now."""
    if "basic" not in response.headers.get("www-authenticate", "").lower():
        return
    if desk.territory.shows_user:
        raise UserRefused(where=origin_of(url))
    why = "it asks for a user and a password before it shows a page; `basic_auth` in systems.yaml gives them"
    raise PageNotOpened(path=desk.mask(urlsplit(url).path), why=why, acted=True)


async def prove_well(desk: Desk, *, acted: bool) -> None:
    """Raise when something of the page, or of one of its frames, did not come: the screen is not what the bot knows."""
    traffic = (await desk.sight()).traffic
    path = desk.mask(urlsplit(desk.windows.page.url).path)
    if traffic.server_error is not None:
        raise PageNotOpened(path=path, why=f"its server answers {traffic.server_error}", acted=acted)
    for lost in traffic.lost:
        if desk.territory.holds(lost.address):
            known = desk.territory.why_not(*host_and_port(lost.address))
            why = "the connection broke" if lost.status is None else f"the server answers {lost.status}"
            raise known or PageNotOpened(path=path, why=f"a part of it did not come: {why}", acted=acted)


def is_same_document(now: str, then: str) -> bool:
    """Tell whether only the part behind `#` would change, so that the browser would load nothing."""
    return "#" in then and urldefrag(now)[0] == urldefrag(then)[0]


def address_of(base: str, address: Address) -> str:
    """Join the address of a system, a path in it, and a query."""
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in address.query)
    path = f"/{address.path.lstrip('/')}" if address.path else ""
    url = f"{base.rstrip('/')}{path}"
    if not query:
        return url
    return f"{url}{'&' if '?' in address.path else '?'}{query}"


def why_not_opened(desk: Desk, url: str, error: Error) -> RunError:
    """Say why an address does not open: the fence often knows."""
    parts = urlsplit(url)
    known = desk.territory.why_not(*host_and_port(url))
    if known is not None:
        return known
    why = "it does not answer in time" if "Timeout" in error.message else "the browser gets no answer"
    for sign, words in REASONS.items():
        if sign in error.message:
            why = words
    return PageNotOpened(path=desk.mask(parts.path), why=f"{why} ({origin_of(url)})", acted=True)


def host_and_port(url: str) -> tuple[str, int]:
    """Return where an address leads."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


REASONS = {
    "ERR_CONNECTION_REFUSED": "nothing listens at its address",
    "ERR_SOCKS": "the fence could not reach it",
    "ERR_NAME_NOT_RESOLVED": "its name is not known",
    "ERR_BAD_SSL_CLIENT_AUTH_CERT": "it asks for a certificate; `client_certificate` in systems.yaml gives it",
    "ERR_CERT": "its certificate is not trusted",
    "ERR_TOO_MANY_REDIRECTS": "it leads in circles",
    "ERR_EMPTY_RESPONSE": "its server closes the connection",
}

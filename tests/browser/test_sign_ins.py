"""Systems that want more than a form: HTTP Basic, a client certificate, a one-time code; each as its workspace says."""

from __future__ import annotations

import base64
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from tests.browser.screen.site import Asked, Reply, Site
from tests.certificates import House, Pair

from nahtlos.cli import sites
from nahtlos.errors import (
    CertificateExpired,
    PageNotOpened,
    SecretNotWhatItShould,
    SignInFailed,
)
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.profile import choose_profile
from nahtlos.runtime.workspace import Workspace

SEED = "JBSWY3DPEHPK3PXP"
BASIC = "Basic " + base64.b64encode(b"bot:geheim").decode()
BOT = """
bot: amt
session:
  login:
{login}
  signed_in: {{heading: Willkommen}}
"""
PLAIN = "    - open: /"
CODE = """\
    - open: /
    - fill: {Benutzer: "{{ secret.user }}", Einmalcode: "{{ secret.totp }}"}
    - click: {button: Anmelden}"""
FORM = (
    "<form method=post action=/ein><label>Benutzer <input name=u></label><label>Einmalcode <input name=c></label>"
    "<button>Anmelden</button></form>"
)
HOME = "<h1>Willkommen</h1>"


@dataclass(kw_only=True)
class Office:
    """A workspace with one system."""

    folder: Path
    site: Site
    secrets: pytest.MonkeyPatch

    def knows(self, *, login: str = PLAIN, more: str = "", hosts: str = "[]", **secrets: str) -> None:
        """Write the workspace, and give its account these secrets."""
        for name, text in {
            "config/nahtlos.yaml": "time_out: 3 s\n",
            "config/systems.yaml": (
                f"systems:\n  amt: {{bot: amt, address: '{self.site.address}', account: amt, settle: 1 s, "
                f"hosts: {hosts}{more}}}\n"
            ),
            "bots/amt/bot.yaml": BOT.format(login=login),
        }.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (self.folder / "logs").mkdir(exist_ok=True)
        for name, text in secrets.items():
            self.secrets.setenv(f"NAHTLOS_SECRET_AMT_{name.upper()}", text)

    async def sign_in(self) -> str:
        """Do what `nahtlos systems test` does."""
        return await sites._test(choose_profile(read_definitions(Workspace(root=self.folder)), None), "amt")


@pytest.fixture(scope="module")
def house() -> House:
    return House()


@pytest.fixture
def person(house: House) -> Pair:
    return house.gives("amt-bot")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with Site(pages={"/": HOME}) as site:
        yield Office(folder=tmp_path, site=site, secrets=monkeypatch)


@pytest.fixture
async def strict(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """A system that asks for a certificate of the house, which the driver of the browser trusts."""
    (tmp_path / "trusted.pem").write_text(house.authority)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(tmp_path / "trusted.pem"))
    async with Site(pages={"/": HOME}, tls=house.server(tmp_path, asks=True)) as site:
        yield Office(folder=tmp_path, site=site, secrets=monkeypatch)


def guarded(asked: Asked) -> Reply:
    """Let in only who shows user and password."""
    if asked.headers.get("authorization") == BASIC:
        return Reply(body=HOME)
    return Reply(status=401, body="Nein", headers=(("WWW-Authenticate", 'Basic realm="Amt"'),))


# ------------------------------------------------------------------ HTTP Basic


async def test_user_and_password_are_given_to_a_server_that_asks(office: Office) -> None:
    """`basic_auth` names the account whose user and password are shown; they are shown only when asked for."""
    office.site.pages["/"] = guarded
    office.knows(more=", basic_auth: amt", user="bot", password="geheim")

    assert await office.sign_in() == "amt"
    assert "authorization" not in office.site.asked[0].headers


async def test_a_wrong_password_is_tried_once_and_locks_the_account(office: Office) -> None:
    """The real account has its password refused once, not three times."""
    office.site.pages["/"] = guarded
    office.knows(more=", basic_auth: amt", user="bot", password="falsch")

    with pytest.raises(SignInFailed, match="does not accept the user"):
        await office.sign_in()

    shown = [asked for asked in office.site.asked if "authorization" in asked.headers and asked.path == "/"]
    assert len(shown) == 1
    with pytest.raises(Exception, match="E433"):
        await office.sign_in()


async def test_a_server_that_asks_unexpectedly_is_told_in_words(office: Office) -> None:
    """Without `basic_auth` the message names it."""
    office.site.pages["/"] = guarded
    office.knows()

    with pytest.raises(PageNotOpened, match="basic_auth"):
        await office.sign_in()


async def test_no_other_host_is_given_the_password(office: Office) -> None:
    """A host that pages may reach asks for a user as well, and gets none."""
    async with Site(host="127.0.0.2", pages={"/bild": guarded}) as stranger:
        body = f"{HOME}<img src='{stranger.address}/bild'><iframe src='{stranger.address}/bild'></iframe>"
        office.site.pages["/"] = lambda asked: Reply(body=body) if "authorization" in asked.headers else guarded(asked)
        office.knows(
            more=", basic_auth: amt", hosts=f"['127.0.0.2:{stranger.port}']", user="bot", password="geheim"
        )

        await office.sign_in()

        assert stranger.asked
        assert [asked for asked in stranger.asked if "authorization" in asked.headers] == []


# ------------------------------------------------------------------ certificates


async def test_a_certificate_opens_a_system_that_asks_for_one(strict: Office, person: Pair) -> None:
    """Certificate and key come from the secrets; nothing of them is written down."""
    strict.knows(more=", client_certificate: amt", certificate=person.certificate, key=person.key)

    assert await strict.sign_in() == "amt"
    written = [path for path in strict.folder.rglob("*") if path.is_file() and path.suffix not in (".pem", ".key")]
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in written)


async def test_without_a_certificate_the_message_names_the_setting(strict: Office) -> None:
    """The server breaks off, and the message says what it wants."""
    strict.knows()

    with pytest.raises(PageNotOpened):
        await strict.sign_in()


async def test_a_server_of_a_strange_house_is_not_believed(
    strict: Office, person: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate of our own, the server's is still looked at: nobody in between gets in."""
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS")
    strict.knows(more=", client_certificate: amt", certificate=person.certificate, key=person.key)

    with pytest.raises(PageNotOpened, match="NODE_EXTRA_CA_CERTS"):
        await strict.sign_in()
    assert strict.site.asked == []


async def test_a_certificate_that_is_over_is_told_before_it_is_shown(strict: Office, house: House) -> None:
    """The message says when it ended; a browser would only say that it did not work."""
    over = house.gives("amt-bot", days=-1)
    strict.knows(more=", client_certificate: amt", certificate=over.certificate, key=over.key)

    with pytest.raises(CertificateExpired):
        await strict.sign_in()


async def test_a_key_of_another_certificate_is_told(strict: Office, house: House, person: Pair) -> None:
    """The message names the secret, and holds nothing of it."""
    strict.knows(more=", client_certificate: amt", certificate=person.certificate, key=house.gives("other").key)

    with pytest.raises(SecretNotWhatItShould, match=r"amt\.key is not the key of its certificate") as told:
        await strict.sign_in()
    assert "BEGIN PRIVATE KEY-----\n" not in str(told.value)


# ------------------------------------------------------------------ one-time codes


async def test_a_one_time_code_is_filled_in(office: Office) -> None:
    """The account holds the seed, the form gets the code of now; what was filled is a secret."""
    right: list[bool] = []

    def enter(asked: Asked) -> Reply:
        right.append(any(f"c={code}" in asked.body for code in codes()))
        return Reply(body=HOME if right[-1] else "<p>Falsch</p>")

    def codes() -> list[str]:
        """Those of now and of a moment ago, as a server accepts them."""
        made = TOTP(b"Hello!\xde\xad\xbe\xef", 6, SHA1(), 30, enforce_key_length=False)
        return [made.generate(int(time.time()) - step).decode() for step in (0, 30)]

    office.site.pages |= {"/": FORM, "/ein": enter}
    office.knows(login=CODE, user="bot", totp=SEED)

    assert await office.sign_in() == "amt"
    assert right == [True]

"""The built page of *exchange* is the one its sources make, and is served so that it loads fast."""

import hashlib
import json
import random
import re
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.exchange.app import create_app
from nahtlos.practice.truth import CommitTime, Truth
from nahtlos.practice.variation import Variation

PACKAGE = Path(str(files("nahtlos.practice.exchange")))
STATIC, WEB = PACKAGE / "static", PACKAGE / "web"
NOTE = json.loads((STATIC / "build.json").read_text("utf-8"))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hash_of_sources() -> str:
    """Hash the sources as web/build.mjs does."""
    paths = [WEB / "build.mjs", WEB / "index.html", WEB / "package.json", *(WEB / "src").iterdir()]
    lines = [f"{path.relative_to(WEB).as_posix()} {sha256(path.read_bytes())}\n" for path in paths]
    return sha256("".join(sorted(lines)).encode())


def test_the_built_files_are_from_these_sources() -> None:
    """Whoever changes a source builds again (in web/: npm install, npm run build)."""
    assert NOTE["sources"] == hash_of_sources()


def test_the_built_files_are_as_they_were_built() -> None:
    """Nobody edits, adds or forgets a built file."""
    found = {path.name: sha256(path.read_bytes()) for path in STATIC.iterdir() if path.name != "build.json"}

    assert found == NOTE["files"]


def test_the_licenses_of_what_is_in_the_bundle_are_shipped() -> None:
    """React asks for its notice in every copy."""
    text = (STATIC / "licenses.txt").read_text("utf-8")

    assert {"react", "react-dom", "scheduler"} <= set(text.splitlines())
    assert "@license React" in next(STATIC.glob("app-*.js")).read_text("utf-8")


@pytest.fixture
def client() -> httpx.AsyncClient:
    truth = Truth(commit_time=CommitTime(), rng=random.Random(1), clock=lambda: 0.0)
    accounts = Accounts({}, session_timeout=900, clock=lambda: 0.0)
    app = create_app(vouchers=(), variation=Variation(1), truth=truth, accounts=accounts)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://exchange")


async def test_the_files_of_the_page_are_kept_by_browsers(client: httpx.AsyncClient) -> None:
    """Their names hold a hash, so they never have to be asked for again."""
    page = await client.get("/login")
    kinds = {}
    for address in re.findall(r'"(/static/[^"]+)"', page.text):
        answer = await client.get(address)
        assert "immutable" in answer.headers["cache-control"]
        kinds[answer.headers["content-type"].partition(";")[0]] = answer.status_code

    assert kinds == {"text/css": 200, "text/javascript": 200}


@pytest.mark.parametrize("address", ["/static/none.js", "/static/build.json", "/static/..%2Fapp.py"])
async def test_other_files_are_not_given(client: httpx.AsyncClient, address: str) -> None:
    """Only what the page needs can be asked for."""
    assert (await client.get(address)).status_code == 404

"""The truth interface shows and changes everything for whoever has the token, and nothing for anybody else."""

import random
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.truth import CommitTime, Truth
from nahtlos.practice.truth_interface import create_truth_app

RECORD = {"voucher_no": "BGS-2026-000001", "city": "Köln"}


@pytest.fixture
def truth() -> Truth:
    truth = Truth(commit_time=CommitTime(low=0, high=0, after=0), rng=random.Random(1), clock=lambda: 1.0)
    truth.records["a"] = dict(RECORD)
    return truth


@pytest.fixture
def accounts() -> Accounts:
    return Accounts({"bot": "richtig"}, session_timeout=60, clock=lambda: 1.0)


def asking_of(truth: Truth, accounts: Accounts) -> httpx.AsyncClient:
    """Return somebody who has the token."""
    transport = httpx.ASGITransport(create_truth_app(truth, accounts, token="geheim"))
    return httpx.AsyncClient(transport=transport, base_url="http://truth", headers={"Authorization": "Bearer geheim"})


@pytest.fixture
async def client(truth: Truth, accounts: Accounts) -> AsyncIterator[httpx.AsyncClient]:
    async with asking_of(truth, accounts) as client:
        yield client


async def test_records_come_with_their_keys(client: httpx.AsyncClient) -> None:
    """A record is its fields and its key."""
    assert (await client.get("/records")).json() == [{"key": "a", **RECORD}]


async def test_effects_after_a_number(client: httpx.AsyncClient, truth: Truth) -> None:
    """Effects can be listed and waited for from any number on."""
    for city in ("Bonn", "Trier"):
        await truth.update(key="a", values={"city": city}, account="bot")

    listed, waited = await client.get("/effects?after=1"), await client.get("/effects/wait?after=0&timeout=1")

    assert [effect["after"]["city"] for effect in listed.json()] == ["Trier"]
    assert [effect["seq"] for effect in waited.json()] == [1, 2]


async def test_a_write_that_was_accepted_and_is_not_committed_is_counted(accounts: Accounts) -> None:
    """Whoever kills a run at the worst moment has to know when it is."""
    seen = []

    async def look(_: float) -> None:
        seen.append((await asking.get("/effects/accepted")).json()["accepted"])

    truth = Truth(commit_time=CommitTime(), rng=random.Random(1), clock=lambda: 1.0, sleep=look)
    async with asking_of(truth, accounts) as asking:
        await truth.create(key="b", values=RECORD, account="bot")

    assert seen == [1, 0]


async def test_records_can_be_changed_created_and_deleted(client: httpx.AsyncClient, truth: Truth) -> None:
    """Somebody edits behind the run's back."""
    await client.post("/records/change", json={"key": "a", "set": {"city": "Mainz"}})
    await client.post("/records/create", json={"voucher_no": "BGS-2026-000002"})
    assert {key: record["city"] for key, record in truth.records.items()} == {"a": "Mainz", "BGS-2026-000002": ""}

    await client.post("/records/delete", json={"key": "a"})
    assert list(truth.records) == ["BGS-2026-000002"]


async def test_sessions_can_be_counted_and_ended(client: httpx.AsyncClient, accounts: Accounts) -> None:
    """Everybody can be signed out, and an account locked."""
    accounts.sign_in("bot", "richtig")
    before = (await client.get("/sessions")).json()

    await client.post("/sessions/expire")
    await client.post("/lock", json={"account": "bot"})

    assert (before, accounts.signed_in()) == ({"bot": 1}, {"bot": 0})
    assert not isinstance(accounts.sign_in("bot", "richtig"), str)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer falsch"}])
async def test_without_the_token_nothing_is_shown(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Only the token opens the interface."""
    client.headers.pop("Authorization")

    answer = await client.get("/records", headers=headers)

    assert answer.status_code == 401
    assert "Köln" not in answer.text


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("/records/delete", {"key": "zz"}, 404, "There is no record 'zz'."),
        ("/records/change", {"key": "a", "set": {"ctiy": "x"}}, 400, "These fields do not exist: ctiy."),
        ("/records/change", {"key": "a", "set": {"city": 1}}, 400, "Fields must be a JSON object of texts."),
        ("/records/change", [], 400, "The body must be a JSON object."),
        ("/records/create", {"key": "a"}, 409, "There is already a record 'a'."),
        ("/records/create", {"city": "x"}, 400, "The body must have 'voucher_no' as a text."),
        ("/lock", {"account": "niemand"}, 404, "There is no account 'niemand'."),
    ],
)
async def test_bad_request_gets_a_sentence(
    client: httpx.AsyncClient, path: str, body: Any, status: int, sentence: str
) -> None:
    """A refusal says what is wrong."""
    answer = await client.post(path, json=body)

    assert (status, {"error": sentence}) == (answer.status_code, answer.json())


async def test_number_that_is_none(client: httpx.AsyncClient) -> None:
    """A bad number in the address is named."""
    answer = await client.get("/effects?after=x")

    assert (answer.status_code, answer.json()) == (400, {"error": "after must be a number."})

"""Each fault on a real connection: what the system has done, and what whoever asked gets to see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from nahtlos.practice.start import Practice, start_practice


@pytest.fixture(scope="module")
def exchange() -> Iterator[Practice]:
    with start_practice("exchange", cases=12, extra=["--latency", "0", "0"]) as practice:
        yield practice


@pytest.fixture
def truth(exchange: Practice) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=exchange.truth, headers={"Authorization": f"Bearer {exchange.token}"}) as client:
        client.request("DELETE", "/faults").raise_for_status()
        client.post("/sessions/expire").raise_for_status()
        yield client


def sign_in(practice: Practice) -> httpx.Response:
    with httpx.Client(base_url=practice.address) as client:
        return client.post("/api/sitzung", json={"user": "bot", "password": practice.users["bot"]})


@pytest.mark.parametrize(
    ("fault", "is_done"),
    [
        ({"fault": "answer_lost"}, True),
        ({"fault": "answer_lost", "how": "reset"}, True),
        ({"fault": "connection_reset"}, False),
        ({"fault": "never_ending"}, False),
        ({"fault": "never_ending", "committed": True}, True),
    ],
)
def test_no_answer(fault: dict[str, Any], is_done: bool, exchange: Practice, truth: httpx.Client) -> None:
    """The system has done its work, or has not; nobody can tell from outside."""
    truth.post("/faults", json={**fault, "path": "/api/sitzung"}).raise_for_status()

    with (
        pytest.raises(httpx.TransportError),
        httpx.Client(base_url=exchange.address, timeout=0.3) as client,
    ):
        client.post("/api/sitzung", json={"user": "bot", "password": exchange.users["bot"]})

    assert truth.get("/sessions").json()["bot"] == is_done
    assert [one["struck"] for one in truth.get("/faults").json()] == [1]


@pytest.mark.parametrize(("committed", "sessions"), [(False, 0), (True, 1)])
def test_an_error_of_the_server(committed: bool, sessions: int, exchange: Practice, truth: httpx.Client) -> None:
    """It stands in the place of the answer, whether the work was done or not."""
    truth.post("/faults", json={"fault": "http_error", "status": 502, "committed": committed}).raise_for_status()

    assert sign_in(exchange).status_code == 502
    assert truth.get("/sessions").json()["bot"] == sessions


def test_a_request_that_is_delivered_twice(exchange: Practice, truth: httpx.Client) -> None:
    """The system does it twice and answers once."""
    truth.post("/faults", json={"fault": "delivered_twice", "path": "/api/sitzung"}).raise_for_status()

    assert sign_in(exchange).status_code == 200
    assert truth.get("/sessions").json()["bot"] == 2


def test_a_foreign_redirect(exchange: Practice, truth: httpx.Client) -> None:
    """The answer leads away."""
    truth.post("/faults", json={"fault": "foreign_redirect", "to": "http://evil.example/"}).raise_for_status()

    assert sign_in(exchange).headers["location"] == "http://evil.example/"


def test_a_slow_answer(exchange: Practice, truth: httpx.Client) -> None:
    """It comes, late."""
    truth.post("/faults", json={"fault": "slow", "seconds": 0.2, "when": "after"}).raise_for_status()

    assert sign_in(exchange).elapsed.total_seconds() > 0.2


def test_a_session_expires_at_a_field_and_at_a_request(exchange: Practice, truth: httpx.Client) -> None:
    """A page is given a script that counts its fields; what it calls then ends its session alone."""
    truth.post(
        "/faults", json=[{"fault": "session_expired_at_field", "field": 3, "path": "/meldungen/neu"}]
    ).raise_for_status()
    sign_in(exchange)

    with httpx.Client(base_url=exchange.address) as client:
        client.post("/api/sitzung", json={"user": "bot", "password": exchange.users["bot"]})
        page = client.get("/meldungen/neu").text
        before = truth.get("/sessions").json()["bot"]
        client.post("/--expire")

    assert "touched.size !== 3" in page
    assert (before, truth.get("/sessions").json()["bot"]) == (2, 1)


def test_what_nobody_can_arm_is_said(truth: httpx.Client) -> None:
    """With a sentence."""
    answer = truth.post("/faults", json={"fault": "earthquake"})

    assert answer.status_code == 400
    assert "There is no fault 'earthquake'" in answer.json()["error"]


def test_faults_can_be_armed_from_the_start(tmp_path: Any) -> None:
    """By a file or by the word itself."""
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"fault": "http_error", "status": 503, "times": None}]))

    with start_practice("exchange", cases=12, extra=["--faults", str(file)]) as practice:
        assert httpx.get(practice.address).status_code == 503

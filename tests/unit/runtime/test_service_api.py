"""The HTTP API: for who has a token and the right; one key is one slot; whatever is sent, the answer is a plain one."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from nahtlos.engine.access import Right, Token, hash_of, new_secret, token_of
from nahtlos.engine.ports import RunRecord
from nahtlos.errors import Refused, WrongRunInput
from nahtlos.journal.history import read_events
from nahtlos.journal.verify import verify_journal
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.example import write_example
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.service_api import Api, slot_name
from nahtlos.runtime.service_calls import LIMIT, REFUSED_A_MINUTE, refused
from nahtlos.runtime.workspace import Workspace
from nahtlos.schedule.schedule import Schedule
from nahtlos.schedule.triggers import AfterTrigger, CallTrigger, Trigger

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CANARY = "Quastenflosser"


def schedule(name: str, rule: Trigger | None = None, **changes: Any) -> Schedule:
    facts = {
        "name": name, "workflow": "import-vouchers", "profile": None, "inputs": {"year": "2026"}, "enabled": True,
        "rule": rule or CallTrigger(), "priority": 0, "deadline": None, **changes,
    }  # fmt: skip
    return cast(Schedule, SimpleNamespace(**facts))


SCHEDULES = {
    each.name: each
    for each in (
        schedule("on-call"),
        schedule("off", enabled=False),
        schedule("chain", AfterTrigger(workflow="w", outcomes=frozenset())),
    )
}


def check_inputs(_: Schedule, inputs: Mapping[str, str]) -> None:
    if inputs.get("file") == "":
        raise Refused(problems=[WrongRunInput(workflow="import-vouchers", name="file", reason="is missing")])
    if inputs.get("file") == "break":
        raise RuntimeError(CANARY)


class Scene:
    """A service's API, and callers with different rights."""

    def __init__(self, records: Records, workspace: Workspace) -> None:
        self.records = records
        self.workspace = workspace
        self.rung = 0
        api = Api(
            records=records, schedules=SCHEDULES, check_inputs=check_inputs, ring=lambda: setattr(self, "rung", 1)
        )
        self.app = Starlette(routes=list(api.routes()), exception_handlers={HTTPException: refused})
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://127.0.0.1")

    async def token(self, *may: Right, name: str = "payroll", until: datetime | None = None) -> dict[str, str]:
        secret = new_secret()
        await self.records.ledger.tokens.add(
            Token(name=name, hash=hash_of(secret), may=may, added_by="anna", until=until)
        )
        return {"Authorization": f"Bearer {secret}"}

    async def start(self, headers: Mapping[str, str], **body: Any) -> httpx.Response:
        return await self.client.post("/api/runs", json={"schedule": "on-call", **body}, headers=headers)

    def calls(self) -> list[dict[str, Any]]:
        """What the journal says of the calls."""
        entries = read_events(self.workspace.logs, log_class="access", events={"api.called"})
        return [dict(entry.fields) for entry in entries]

    async def run(self, run: str = "2026-11-22-w-1") -> str:
        record = RunRecord(
            id=run, workflow="w", workflow_hash="f00d" * 4, started_by="anna", started_at=NOON, profile=None,
            inputs={"name": CANARY}, options={}, state="listed",
        )  # fmt: skip
        await self.records.ledger.start_run(record)
        return run


@pytest.fixture
async def scene(workspace: Workspace) -> AsyncIterator[Scene]:
    async with open_records(workspace, read_settings(workspace)) as records:
        made = Scene(records, workspace)
        async with made.client:
            yield made


def assert_problem(answer: httpx.Response, status: int) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    facts = answer.json()
    assert facts["status"] == status and facts["title"] and facts["detail"]
    assert CANARY not in answer.text


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer nahtlos_wrong"},
        {"Authorization": "Basic cm9vdDpyb290"},
        {"Authorization": "nahtlos_wrong"},
        {"Authorization": "Bearer " + "x" * 9000},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/runs"), ("GET", "/api/runs"), ("GET", "/api/runs/r1"), ("POST", "/api/runs/r1/stop")],
)
async def test_without_a_token(scene: Scene, method: str, path: str, headers: dict[str, str]) -> None:
    """Nothing is said, and nothing is done, before somebody is known."""
    answer = await scene.client.request(method, path, headers=headers, json={"schedule": "on-call"})

    assert_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert await scene.records.ledger.slots.list() == []


async def test_token_that_is_over_or_removed(scene: Scene) -> None:
    """It is not accepted from that moment on."""
    over = await scene.token("read", name="over", until=datetime.now(UTC) - timedelta(seconds=1))
    gone = await scene.token("read", name="gone")
    assert (await scene.client.get("/api/runs", headers=gone)).status_code == 200
    await scene.records.ledger.tokens.remove("gone")

    assert_problem(await scene.client.get("/api/runs", headers=over), 401)
    assert_problem(await scene.client.get("/api/runs", headers=gone), 401)


@pytest.mark.parametrize(
    ("may", "method", "path"),
    [
        ("read", "POST", "/api/runs"),
        ("start", "GET", "/api/runs"),
        ("start", "GET", "/api/runs/r1"),
        ("start", "POST", "/api/runs/r1/stop"),
        ("stop", "POST", "/api/runs"),
    ],
)
async def test_token_without_the_right(scene: Scene, may: Right, method: str, path: str) -> None:
    """Each right opens its own ways."""
    answer = await scene.client.request(method, path, headers=await scene.token(may), json={"schedule": "on-call"})

    assert_problem(answer, 403)


def test_secrets_are_compared_as_a_whole() -> None:
    """A token is found by its secret and nothing else; secrets are new each time."""
    first, second = new_secret(), new_secret()
    known = [
        Token(name=name, hash=hash_of(secret), may=("read",), added_by="anna")
        for name, secret in (("a", first), ("b", second))
    ]

    found = [token_of(secret, known) for secret in (first, second, first[:-1], hash_of(first), "")]
    assert [each and each.name for each in found] == ["a", "b", None, None, None]
    assert len({first, second, new_secret()}) == 3 and len(first) > 40


# ------------------------------------------------------------------ start


async def test_call_becomes_a_slot(scene: Scene) -> None:
    """It says where to look for the run; inputs of schedule and call meet in the slot."""
    answer = await scene.start(await scene.token("start", "read"), inputs={"file": CANARY}, key="order 7")

    facts = answer.json()
    assert answer.status_code == 202
    assert (facts["schedule"], facts["state"], facts["run"]) == ("on-call", "waiting", None)
    (slot,) = await scene.records.ledger.slots.list()
    assert slot.inputs == {"year": "2026", "file": CANARY}
    assert (slot.kind, slot.by, slot.slot) == ("call", "token payroll", facts["slot"])
    assert CANARY not in answer.text and scene.rung == 1


async def test_same_key_is_the_same_slot(scene: Scene) -> None:
    """A caller that heard no answer may ask again; without a key, each call is one."""
    headers = await scene.token("start")
    first = await scene.start(headers, key="order 7")

    assert (await scene.start(headers, key="order 7")).json()["slot"] == first.json()["slot"]
    assert (await scene.start(headers, key="order 8")).json()["slot"] != first.json()["slot"]
    assert (await scene.start(headers)).json()["slot"] != (await scene.start(headers)).json()["slot"]
    assert len(await scene.records.ledger.slots.list()) == 4


async def test_same_key_at_the_same_time(scene: Scene) -> None:
    """Of many calls at once, one adds the slot, and all hear of it."""
    headers = await scene.token("start")

    answers = await asyncio.gather(*(scene.start(headers, key="order 7") for _ in range(10)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["slot"] for answer in answers}) == 1
    assert len(await scene.records.ledger.slots.list()) == 1


async def test_same_key_after_the_run(scene: Scene) -> None:
    """It is not run twice, and the answer says what came of it."""
    headers = await scene.token("start", "read")
    first = (await scene.start(headers, key="order 7")).json()
    taken = await scene.records.ledger.slots.take()
    assert taken is not None
    await scene.records.ledger.slots.begin(taken, run=await scene.run())
    await scene.records.ledger.slots.finish(taken, "done")

    again = (await scene.start(headers, key="order 7")).json()
    shown = (await scene.client.get(f"/api/slots/on-call/{first['slot']}", headers=headers)).json()

    assert again == shown
    assert (again["slot"], again["state"], again["run"]) == (first["slot"], "done", "2026-11-22-w-1")


async def test_same_key_for_something_else(scene: Scene) -> None:
    """It is refused: the caller would believe that the second call was run."""
    headers = await scene.token("start")
    await scene.start(headers, key="order 7", inputs={"file": "a.csv"})

    answer = await scene.start(headers, key="order 7", inputs={"file": "b.csv"})

    assert_problem(answer, 409)
    assert answer.json()["type"] == "urn:nahtlos:error:E750"


def test_callers_do_not_meet_in_a_key() -> None:
    """The same key of two tokens is two slots, and no name of a slot gives a key away."""
    names = {slot_name("a", CANARY), slot_name("b", CANARY), slot_name("a\nb", "c"), slot_name("a", "b\nc")}

    assert len(names) >= 3
    assert not any(CANARY in name for name in names)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"schedule": "nowhere"}, 404),
        ({"schedule": "off"}, 404),
        # started by another run, not by calls
        ({"schedule": "chain"}, 404),
        ({"inputs": {"file": ""}}, 422),
        # fixed by the schedule
        ({"inputs": {"year": "1999"}}, 422),
        ({"inputs": {"file": 7}}, 422),
        ({"inputs": {"file": "a\x00b"}}, 422),
        ({"inputs": {"file": "x" * 10_001}}, 422),
        ({"inputs": ["file"]}, 422),
        ({"key": ""}, 422),
        ({"key": 7}, 422),
        ({"schedule": f"../{CANARY}"}, 422),
        ({CANARY: "x"}, 422),
        ({"workflow": "import-vouchers"}, 422),
        # a fault of nahtlos: its words stay inside
        ({"inputs": {"file": "break"}}, 500),
    ],
)
async def test_call_that_is_wrong(
    scene: Scene, body: dict[str, Any], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """It is refused with the reason, adds nothing, and repeats nothing of what was sent."""
    with caplog.at_level(logging.CRITICAL):
        answer = await scene.start(await scene.token("start"), **body)

    assert_problem(answer, status)
    assert await scene.records.ledger.slots.list() == []


async def test_paused_schedule(scene: Scene) -> None:
    """A new call is refused while a person has paused it."""
    headers = await scene.token("start")
    await scene.records.ledger.slots.know({"on-call": "f"})
    await scene.records.ledger.slots.pause("on-call", by="anna")

    assert_problem(await scene.start(headers), 409)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"schedule":"on-call"', "application/json", 422),
        (b'{"schedule":"off","schedule":"on-call"}', "application/json", 422),
        (b'{"schedule":"on-call","inputs":{"a":NaN}}', "application/json", 422),
        (b'{"schedule":"\xff"}', "application/json", 422),
        (b'{"schedule":"on-call","key":"\\ud800"}', "application/json", 422),
        (b"[" * 30_000, "application/json", 422),
        (b"1" * 30_000, "application/json", 422),
        (b"x" * (LIMIT + 1), "application/json", 413),
        (b'{"schedule":"on-call"}', "text/plain", 415),
        (b"schedule=on-call", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_body_that_is_no_call(scene: Scene, content: bytes, kind: str, status: int) -> None:
    """It is refused before anything of it is believed."""
    headers = {**await scene.token("start"), "Content-Type": kind}

    assert_problem(await scene.client.post("/api/runs", content=content, headers=headers), status)


# ------------------------------------------------------------------ read and stop


async def test_runs_are_listed_and_shown(scene: Scene) -> None:
    """With counts and state, without inputs."""
    headers, run = await scene.token("read"), await scene.run()

    listed = await scene.client.get("/api/runs", params={"workflow": "w", "most": 5}, headers=headers)
    shown = await scene.client.get(f"/api/runs/{run}", headers=headers)

    assert listed.json()["runs"] == [shown.json()]
    assert (shown.json()["run"], shown.json()["state"]) == (run, "broken_off")
    assert CANARY not in shown.text


@pytest.mark.parametrize("most", ["0", "201", "-1", "x", "1e2", "²", "9" * 5000])
async def test_number_of_runs(scene: Scene, most: str) -> None:
    """A sensible one."""
    assert_problem(await scene.client.get("/api/runs", params={"most": most}, headers=await scene.token("read")), 422)


@pytest.mark.parametrize("run", ["nope", "%00", "..%2f..%2fetc", "a'b", "{{7*7}}", "x" * 4000, CANARY.lower()])
async def test_run_that_does_not_exist(scene: Scene, run: str) -> None:
    """404, whatever it is called."""
    headers = await scene.token("read", "stop")

    assert_problem(await scene.client.get(f"/api/runs/{run}", headers=headers), 404)
    assert_problem(await scene.client.post(f"/api/runs/{run}/stop", json={}, headers=headers), 404)
    assert_problem(await scene.client.get(f"/api/slots/on-call/{run}", headers=headers), 404)


async def test_stop(scene: Scene) -> None:
    """A run at work is asked to stop, in the name of the token; one at which nobody works is refused."""
    headers, run = await scene.token("stop"), await scene.run()
    assert_problem(await scene.client.post(f"/api/runs/{run}/stop", json={}, headers=headers), 409)
    await scene.records.ledger.shifts.begin(run)

    answer = await scene.client.post(f"/api/runs/{run}/stop", json={"reason": f"{CANARY} rief an"}, headers=headers)

    assert (answer.status_code, answer.json()["state"]) == (202, "stopping")
    assert CANARY not in answer.text
    asked = await scene.records.ledger.shifts.stop_asked(run)
    assert asked is not None and (asked.by, asked.reason) == ("token payroll", f"{CANARY} rief an")


# ------------------------------------------------------------------ the journal


async def test_each_call_is_in_the_journal(scene: Scene) -> None:
    """With the name of the token, what it was about, from where, and what came of it; without what was sent."""
    headers, run = await scene.token("read", "start"), await scene.run()
    slot = (await scene.start(headers, key=CANARY, inputs={"file": CANARY})).json()["slot"]
    await scene.client.get(f"/api/runs/{run}", headers=headers)
    await scene.client.post(f"/api/runs/{run}/stop", json={}, headers=headers)
    await scene.client.get(f"/api/runs/{CANARY}", headers=headers)

    calls = [{name: call.get(name) for name in ("token", "call", "status", "schedule", "slot", "run")}
             for call in scene.calls()]  # fmt: skip

    nothing = {"schedule": None, "slot": None, "run": None}
    assert calls == [
        {"token": "payroll", "call": "runs.start", "status": 202, **nothing, "schedule": "on-call", "slot": slot},
        {"token": "payroll", "call": "runs.show", "status": 200, **nothing, "run": run},
        {"token": "payroll", "call": "runs.stop", "status": 403, **nothing},
        {"token": "payroll", "call": "runs.show", "status": 404, **nothing},
    ]
    assert all(call["host"] for call in scene.calls())
    journal = b"".join(path.read_bytes() for path in scene.workspace.logs.rglob("*.jsonl"))
    assert CANARY.encode() not in journal


async def test_flood_of_refused_calls(scene: Scene) -> None:
    """It does not fill the disk: so many a minute are noted, the rest is counted."""
    for _ in range(REFUSED_A_MINUTE + 40):
        await scene.client.get("/api/runs")
    await scene.client.get("/api/runs", headers=await scene.token("read"))

    refused = [call for call in scene.calls() if call.get("token") is None]
    assert len(refused) == REFUSED_A_MINUTE


# ------------------------------------------------------------------ anything at all

TEXTS = st.text(max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
BODIES = VALUES | st.fixed_dictionaries(
    {"schedule": st.sampled_from(sorted(SCHEDULES)) | VALUES},
    optional={"inputs": st.dictionaries(TEXTS, TEXTS, max_size=3) | VALUES, "key": TEXTS | VALUES, "reason": VALUES},
)


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str, bytes], httpx.Response]]:
    """Send anything with a token that may do everything."""
    workspace = write_example(tmp_path_factory.mktemp("county") / "county")
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def opened() -> tuple[Scene, dict[str, str]]:
            made = Scene(await stack.enter_async_context(open_records(workspace, read_settings(workspace))), workspace)
            await stack.enter_async_context(made.client)
            return made, await made.token("read", "start", "stop")

        scene, headers = runner.run(opened())

        def send(method: str, path: str, content: bytes) -> httpx.Response:
            sent = {**headers, "Content-Type": "application/json"}
            return runner.run(scene.client.request(method, path, content=content, headers=sent))

        yield send
        runner.run(stack.aclose())
    assert verify_journal(workspace.logs).intact


@given(
    body=BODIES.map(json.dumps).map(str.encode) | st.binary(max_size=200),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]), parts=st.tuples(TEXTS, TEXTS),
    shape=st.sampled_from(["/api/runs", "/api/runs/{}", "/api/runs/{}/stop", "/api/slots/{}/{}", "/api/{}", "/api"]),
)  # fmt: skip
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_sent(
    sender: Callable[[str, str, bytes], httpx.Response], body: bytes, method: str, shape: str, parts: tuple[str, str]
) -> None:
    """No call breaks the service: it is done or refused, and a refusal is a problem in JSON."""
    path = shape.format(*(quote(part, safe="", errors="replace") for part in parts))

    answer = sender(method, path, body)

    assert answer.status_code in {200, 202, 404, 405, 409, 413, 415, 422}
    if answer.status_code >= 400:
        assert_problem(answer, answer.status_code)

"""FAULTS row 30: known secrets and personal values are looked for in everything that commands leave behind: 0 hits.

Through every kind of step and failure; in journal, ledger, technical log, pictures of failures, saved plans, temporary
files, profiles of browsers and everything that is said, in fourteen shapes. And the hunt finds them as soon as one of
the barriers is taken away.
"""

from __future__ import annotations

import html
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from tests.leaks import Hit, Search
from tests.outside import Collector, make_ca
from tests.unit.secrets.kv import Version, served
from tests.workspace import SECONDS, Answer, Workspace, ask, make_workspace

from nahtlos.practice.cases import Voucher, generate_vouchers, write_csv
from nahtlos.practice.start import Practice, start_practice

PASSWORDS = {"casework": "Kän'ari\"en&<Vogelqx>/1+ß%a", "exchange": "Zëisig{{7}}\\&'<Nestqvy>/+ö%b"}
WRONG = "Wröng'Finkqz\"&<9>/+ß%c"
PIECES = ("Vogelqx", "Nestqvy", "Finkqz")
PERSONAL = ("customer_no", "last_name", "first_name", "birth_date", "street", "iban", "phone", "email")
RUN = ("run", "report-participation", "--profile", "practice")
IMPORT = ("run", "import-vouchers", "--profile", "practice", "--input", "file=delivery.csv")


def mark(voucher: Voucher) -> str:
    """A word that stands nowhere else, so that a piece of a value is found, too."""
    return "kanari" + voucher.voucher_no[-6:].translate(str.maketrans("0123456789", "qxvjzykwfh"))


def marked(voucher: Voucher) -> Voucher:
    """Give a voucher values that every way of escaping changes."""
    word = mark(voucher)
    return replace(
        voucher, last_name=f"{word.title()} \"Ö&<b>' {voucher.last_name}",
        first_name=f"{voucher.first_name} Ka'näri {word}", phone=f"030 / 23125-{voucher.voucher_no[-6:]}",
        street=f"Hof „{word}“ / {voucher.street} + ß",
        email=f"{word}+x@example.org",
    )  # fmt: skip


VOUCHERS = [marked(voucher) for voucher in generate_vouchers(12, 77)]
GOOD = next(voucher for voucher in VOUCHERS if voucher.voucher_no == "BGS-2026-306525")
HOSTILE = [
    replace(GOOD, voucher_no="BGS-2026-900001", last_name="=cmd|' /C calc'!A0 kanariformula", kind="kanarikind"),
    replace(GOOD, voucher_no="BGS-2026-900002", first_name="{{ secret.user }} kanariname", birth_date="kanaribirth"),
    replace(GOOD, voucher_no="BGS-2026-900003", street="</script><script>kanariscript", iban="DE00 kanariiban"),
    replace(GOOD, voucher_no="kanari/../../number", email="kanariemail@@x", amount="kanariamount"),
    replace(GOOD, voucher_no="BGS-2026-900004", customer_no="kanaricustomer", postcode="kanaripostcode"),
    replace(GOOD, voucher_no="BGS-2026-900005", last_name="../../kanaripath\x1b[31m", phone="kanari\u202ephone"),
]  # fmt: skip
HOSTILE_WORDS = (
    "kanariformula", "kanarikind", "kanariname", "kanaribirth", "kanariscript", "kanariiban", "kanari/../../number",
    "kanariemail", "kanariamount", "kanaricustomer", "kanaripostcode", "kanaripath", "kanaristreet",
)  # fmt: skip


def canaries() -> dict[str, str]:
    """Everything that must stand nowhere, by what it is called."""
    values = {f"password of {name}": text for name, text in PASSWORDS.items()} | {"wrong password": WRONG}
    for voucher in VOUCHERS:
        values |= {f"{name} of {voucher.voucher_no}": getattr(voucher, name) for name in PERSONAL}
        values[f"mark of {voucher.voucher_no}"] = mark(voucher)
    return {name: value for name, value in values.items() if value} | {word: word for word in (*PIECES, *HOSTILE_WORDS)}


SEARCH = Search(values=canaries())
OTHERS = ("voucher_no", "measure_no", "measure", "provider", "amount")
OTHER_VALUES = Search(values={f"{name} of {v.voucher_no}": getattr(v, name) for v in VOUCHERS for name in OTHERS})
"""Values that are about no person: a screen may show them, the records do not."""


MANY = """
import json, sys
from nahtlos.cli import main

statuses = []
for words in json.load(sys.stdin):
    sys.argv = ["nahtlos", *words]
    try:
        main()
    except SystemExit as end:
        statuses.append(end.code or 0)
print(json.dumps(statuses))
"""


@dataclass(slots=True, kw_only=True)
class Scene:
    """A workspace with a home and temporary files of its own, and everything its commands have said."""

    folder: Path
    workspace: Workspace
    environment: dict[str, str]
    said: list[tuple[str, bytes]] = field(default_factory=list)

    def nahtlos(self, *words: str, **environment: str) -> Answer:
        """Run a command and keep what it says."""
        answer = self.workspace.nahtlos(*words, **self.environment, **environment)
        self.said.append((" ".join(words), (answer.out + answer.err).encode()))
        return answer

    @contextmanager
    def at_work(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """Start a command, do something to it, and wait for its end."""
        process = subprocess.Popen(
            [*self.workspace.program, *words], cwd=self.workspace.path, stdin=subprocess.DEVNULL,
            env={**self.workspace.environment(), **self.environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield process
        finally:
            out, _ = process.communicate(timeout=SECONDS)
            self.said.append((" ".join(words), out))

    def many(self, commands: Sequence[Sequence[str]], *, first: str = "") -> list[int]:
        """Run commands one after the other in one process, and return their exit statuses."""
        done = subprocess.run(
            [sys.executable, "-c", first + MANY], cwd=self.workspace.path, input=json.dumps(commands).encode(),
            env={**self.workspace.environment(), **self.environment}, capture_output=True, check=True,
        )  # fmt: skip
        *said, statuses = done.stdout.splitlines()
        self.said.append(("one after the other", b"\n".join([*said, done.stderr])))
        return list(json.loads(statuses))

    def change(self, file: str, old: str, new: str) -> None:
        """Change a file of the workspace."""
        path = self.workspace.path / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def deliver(self, vouchers: Sequence[Voucher]) -> None:
        """Put a delivery where `IMPORT` takes it."""
        write_csv(self.workspace.path / "delivery.csv", vouchers)

    def hits(self) -> set[Hit]:
        """Look through what was said and what was left behind; what was delivered may hold values."""
        said = [SEARCH.in_bytes(f"what `nahtlos {words}` says", text) for words, text in self.said]
        delivered = [self.workspace.path / name for name in ("delivery.csv", "workflows")]
        return SEARCH.in_folder(self.folder, leave_out=delivered).union(*said)


@pytest.fixture(scope="module", autouse=True)
def counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Say over how much the hunt went."""
    yield
    said = f"{SEARCH.artefacts} artefacts, {SEARCH.size / 1e6:.1f} MB, {len(SEARCH.values)} values in 14 shapes"
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nleak hunt: {said}")


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Practice]]:
    delivery = tmp_path_factory.mktemp("delivery") / "vouchers.csv"
    write_csv(delivery, VOUCHERS)
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(start_practice(name, data=delivery, extra=["--password", password]))
            for name, password in PASSWORDS.items()
        }


@pytest.fixture
def scene(systems: Mapping[str, Practice], tmp_path: Path) -> Scene:
    for record in ask(systems["exchange"], "/records"):
        ask(systems["exchange"], "/records/delete", {"key": record["key"]})
    workspace = make_workspace(tmp_path / "workspace", systems["casework"], systems["exchange"])
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    environment = {"HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp")}
    return Scene(folder=tmp_path, workspace=workspace, environment=environment)


def below(process: int) -> Iterator[int]:
    """The processes that a process has started, and those that they have."""
    with suppress(OSError):  # it may end while we look
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from below(int(child))


def wait_for_write(practice: Practice) -> None:
    """Wait until the next write is committed."""
    seen = len(ask(practice, "/effects?after=0"))
    assert ask(practice, f"/effects/wait?after={seen}&timeout=60"), "nothing was written"


# ------------------------------------------------------------------ the search itself


def in_surroundings(text: bytes) -> bytes:
    """Something as it would stand in a log."""
    return b'2026-11-22 ERROR fill("' + text + b'") failed at 0x7f\n'


PLANTED: dict[str, Callable[[str], bytes]] = {
    "as is": str.encode,
    "JSON-escaped": lambda text: json.dumps({"said": text}).encode(),
    "URL-encoded": lambda text: quote(text, safe="").encode(),
    "form-encoded": lambda text: urlencode({"q": text}).encode(),
    "HTML-escaped": lambda text: html.escape(text).encode(),
    "Python repr": lambda text: ascii([text]).encode(),
    "Base64": lambda text: b64encode(f"{text}, and more".encode()),
    "Base64 behind one byte": lambda text: b64encode(f"1{text}, and more".encode()),
    "Base64 behind two bytes": lambda text: b64encode(f"12{text}, and more".encode()),
    "Basic auth": lambda text: b"Authorization: Basic " + b64encode(f"bot:{text}".encode()),
    "hex": lambda text: text.encode().hex().upper().encode(),
    "UTF-16": lambda text: f"more {text}".encode("utf-16"),
    "other case": lambda text: text.upper().encode(),
    "split over lines": lambda text: f"{text[:6]}\r\n    {text[6:]}".encode(),
}


@pytest.mark.parametrize("shape", PLANTED)
def test_the_search_finds_a_value_in_every_shape(shape: str, tmp_path: Path) -> None:
    """The hunt can fail: each password and each personal value is found wherever it is planted, and named."""
    for name, value in SEARCH.values.items():
        (tmp_path / "planted.log").write_bytes(in_surroundings(PLANTED[shape](value)))

        assert {hit.value for hit in SEARCH.in_folder(tmp_path)} & {name, *same_as(name)}, f"{name} as {shape}"


def same_as(name: str) -> set[str]:
    """What else has the same value: a voucher that is there twice, a mark within a name."""
    value = SEARCH.values[name].casefold()
    return {other for other, text in SEARCH.values.items() if text.casefold() in value or value in text.casefold()}


def test_the_search_finds_values_in_names_of_files_and_typed_dates(tmp_path: Path) -> None:
    """A date is one value, however it is written."""
    (tmp_path / f"{mark(GOOD)}.txt").touch()
    (tmp_path / "log").write_text("born 1969-07-10, datetime.date(1969, 7, 10)")

    assert {hit.where for hit in SEARCH.in_folder(tmp_path)} == {f"the name {mark(GOOD)}.txt", "log"}
    assert SEARCH.in_text("nothing", "a line without anything: 2026-11-22 BGS") == set()


# ------------------------------------------------------------------ runs


def test_a_run_and_everything_that_shows_it(scene: Scene) -> None:
    """A run, a plan, lists and cases leave no value behind, in text and in JSON; one password is in the age file."""
    scene.nahtlos("secrets", "init")
    subprocess.run(
        [*scene.workspace.program, "secrets", "set", "casework-bot.password"], input=PASSWORDS["casework"].encode(),
        cwd=scene.workspace.path, env={**os.environ, **scene.environment}, check=True, capture_output=True,
    )  # fmt: skip
    run = scene.nahtlos(*RUN, "--json", NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD="")
    for number in (VOUCHERS[5].voucher_no, VOUCHERS[6].voucher_no):
        ask(scene.workspace.casework, "/records/change", {"key": number, "set": {"street": "Hof kanaristreet"}})
    plans = [scene.nahtlos("plan", *RUN[1:], *more) for more in ([], ["--json", "--out", "saved.json"])]
    cases = scene.nahtlos("items", "list", "--json", "--run", run.json["run"]).json["cases"]
    shown = [("items", "show", case["id"], *more) for case in cases[:2] for more in ([], ["--json"])]
    scene.many([*shown, ("items", "list"), ("check",), ("audit", "verify", "--json"), ("secrets", "list")])

    assert run.json["outcomes"]["done"] == 5
    assert len(plans[1].json["differences"]) == 2
    assert "street" in plans[0].out
    assert scene.hits() == set()
    assert OTHER_VALUES.in_folder(scene.workspace.logs) == set()


PERSON, NAME, TYPED = VOUCHERS[0].customer_no, VOUCHERS[0].last_name, "kanarityped"
"""Who asks for their data, and what somebody types where an id belongs."""


UNHASHED = """
from nahtlos.journal.journal import FileJournal

FileJournal.fingerprint = lambda self, values: " ".join(map(str, values.values()))
"""
UNSHAPED = """
from collections import defaultdict
from nahtlos.journal import pipeline
from nahtlos.journal.shapes import Check

pipeline.checks_of = lambda kind: defaultdict(lambda: Check(words="", passes=lambda value: True))
"""


def questions(workspace: Workspace, run: str, item: str) -> Iterator[Sequence[str]]:
    """Everything that auditors may ask, and people for their data; and what they mistype."""
    stream = next(workspace.logs.glob("*/runs/*.jsonl")).stem
    for format_ in ("ocel", "xes", "ecs", "csv"):
        yield ("audit", "export", "--format", format_, "--out", f"journal.{format_}")
    asked = [
        ("case", item), ("changes", "--bot", "exchange", "--day", f"{datetime.now(UTC).astimezone():%Y-%m-%d}"),
        ("workflow",), ("run", run), ("access",), ("lineage", item, "receipt_no"), ("lineage", item, "last_name"),
    ]  # fmt: skip
    yield from (("audit", *words, *more) for words in asked for more in ([], ["--json"], ["--csv"]))
    for words in (
        ("audit", "prove", f"runs/{stream}:5"), ("audit", "anchor"), ("audit", "verify"), ("audit", "case", TYPED),
        ("audit", "run", TYPED), ("audit", "lineage", item, TYPED), ("audit", "prove", TYPED),
        ("audit", "grant", TYPED), ("audit", "verify", TYPED), ("privacy", "disclose", "--request", TYPED),
        ("privacy", "hold", TYPED, "--reason", NAME), ("privacy", "erase", "--key", mark(GOOD)),
        ("audit", "request", PERSON, "--reason", f"complaint of {NAME}"),
        ("privacy", "disclose", "--key", PERSON, "--reason", f"letter of {NAME}"),
        ("privacy", "hold", item, "--reason", f"complaint of {NAME}"), ("privacy", "erase", item),
        ("privacy", "hold", item, "--off"), ("privacy", "erase", item, "--yes", "--reason", "file 12/26"),
        ("privacy", "erase", "--key", VOUCHERS[3].customer_no, "--yes", "--reason", "file 13/26"),
        ("privacy", "prune"), ("items", "show", item),
    ):  # fmt: skip
        yield from (words, (*words, "--json"))


def test_what_leaves_the_house(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Exports, the log server, answers to auditors, proofs, receipts, errors: nothing of a person is in them."""
    settings = scene.workspace.path / "config/nahtlos.yaml"
    settings.write_text(settings.read_text("utf-8") + "journal: {anchors: [{name: share, kind: file, path: lines}]}\n")
    ca = make_ca(tmp_path_factory.mktemp("ca"))
    server = Collector(ca.context("logs"))
    ship = ("audit", "ship", "--server", f"127.0.0.1:{server.port}", "--ca", str(ca.ca))
    run = scene.nahtlos(*RUN, "--limit", "3", "--json").json["run"]
    item = scene.nahtlos("items", "list", "--json", "--run", run).json["cases"][0]["id"]

    statuses = scene.many([*questions(scene.workspace, run, item), ship])

    sent = SEARCH.in_bytes("what was sent to the log server", b"\n".join(server.frames))
    made = {path.name for path in scene.workspace.path.rglob("*") if path.is_file()}
    assert made >= {"journal.ocel", "journal.xes", "journal.ecs", "journal.csv", "lines"}
    assert statuses.count(0) > 40
    assert len(server.frames) > 30
    assert sent | scene.hits() == set()
    assert Search(values={"what was typed": TYPED}).in_folder(scene.workspace.logs) == set()

    found = []
    for barrier in (UNHASHED, UNHASHED + UNSHAPED):
        scene.many(
            [
                ("audit", "request", PERSON, "--reason", NAME),
                ("audit", "export", "--format", "csv", "--out", "again.csv"),
                ship,
            ],
            first=barrier,
        )
        found.append(SEARCH.in_bytes("log server", b"\n".join(server.frames)) and scene.hits())
    server.close()

    assert not found[0], "what is no hash was not refused"
    assert {hit.where for hit in found[1]} >= {"workspace/again.csv"}, "the hunt could not fail"


def test_a_sign_in_that_fails(scene: Scene) -> None:
    """Neither the wrong password nor the right one is told."""
    answer = scene.nahtlos(*RUN, NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD=WRONG)
    scene.nahtlos(*RUN, "--resume", NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD=WRONG)
    scene.nahtlos("systems", "list")

    assert answer.status == 1
    assert "casework-bot" in answer.err
    assert scene.hits() == set()


FAULTY_STEPS = """
      - {fill: {Nachnahme: "{{ want.last_name }}"}, when: "{{ want.city == 'wrong label' }}"}
      - {fill: {PLZ: "{{ want.first_name }}"}, when: "{{ want.city == 'too long' }}"}
      - {fill: {Art der Maßnahme: "{{ want.last_name }}"}, when: "{{ want.city == 'no choice' }}"}
      - {click: {button: "{{ want.last_name }}"}, when: "{{ want.city == 'no button' }}"}
      - {expect: {text: "{{ want.street }}"}, when: "{{ want.city == 'not seen' }}"}
      - {expect: {field: Ort, is: "{{ want.email }}"}, when: "{{ want.city == 'not shown' }}"}
      - {script: stumble, with: {name: "{{ want.last_name }}"}, when: "{{ want.city == 'python' }}"}
      - form: all
"""
STUMBLE = """
from nahtlos.actions import Bot, operation


class Exchange(Bot):
    @operation
    async def stumble(self, page, *, name: str) -> str:
        await page.get_by_role("button", name=name).click(timeout=100)
        return name
"""
REASON = """steps:
  - reject: "{{ item.last_name }}, {{ item.street }}, {{ item.birth_date }}, {{ item.iban }}, {{ item.phone }}"
    when: "{{ item.city == 'said' }}"
"""
FAULTS = {
    "wrong label": "E450", "too long": "E453", "no choice": "E458", "no button": "E450", "not seen": "E413",
    "not shown": "E404", "python": "E468", "refused": "E402", "said": "E401",
}  # fmt: skip


def test_forms_that_fail(scene: Scene) -> None:
    """A label that is not there, a field that takes something else, a refusal: none of it tells a value."""
    scene.deliver(
        [
            replace(GOOD, voucher_no=f"BGS-2026-80000{n}", city=fault, measure_no="1" if fault == "refused" else "1/1")
            for n, fault in enumerate(FAULTS)
        ]
    )
    scene.change("bots/exchange/bot.yaml", "      - form: all\n", FAULTY_STEPS)
    (scene.workspace.path / "bots/exchange/bot.py").write_text(STUMBLE, encoding="utf-8")
    scene.change("workflows/import-vouchers.yaml", "steps:\n", REASON)
    scene.change("config/nahtlos.yaml", "time_out: 10 s", "time_out: 2 s\nevidence: {screenshots: on_failure}")
    run = scene.nahtlos(*IMPORT, "--json")
    scene.nahtlos("items", "list")
    cases = {case["id"]: case["code"] for case in scene.nahtlos("items", "list", "--json").json["cases"]}
    pictures = {id_: scene.nahtlos("items", "evidence", id_, "--json").json["pictures"] for id_ in cases}
    photographed = [id_ for id_, taken in pictures.items() if taken]
    opened = scene.nahtlos("items", "evidence", photographed[0], "--out", "failure.jpg")
    left = scene.hits()
    scene.workspace = replace(scene.workspace, program=(sys.executable, "-c", UNMASKED))
    scene.nahtlos("items", "list")

    assert {fault: case["code"] for fault, case in zip(FAULTS, run.json["cases"], strict=True)} == FAULTS
    assert {cases[id_] for id_ in photographed} >= {"E450", "E453", "E458"}
    assert "E401" not in {cases[id_] for id_ in photographed}
    assert opened.status == 0
    assert (scene.workspace.path / "failure.jpg").read_bytes()[:3] == b"\xff\xd8\xff"
    assert left == set()
    assert scene.hits(), "without the mask of sentences, the hunt finds nothing: it could not fail"


UNMASKED = """
from nahtlos.cli import cases, main

cases.masked = lambda text, *_: text
main()
"""


def test_a_list_that_cannot_be_read(scene: Scene) -> None:
    """What is wrong with the listing concerns no case; the texts of the page stand in no message either."""
    bot = scene.workspace.path / "bots/casework/bot.yaml"
    bot.write_text(bot.read_text("utf-8") + "      - read: {first: {text: {contains: kanari}}}\n", "utf-8")
    answer = scene.nahtlos(*RUN)

    assert answer.status == 1
    assert "E451" in answer.err
    assert scene.hits() == set()


BROKEN = """
from nahtlos.cli import main
from nahtlos.engine import {module}

async def broken_later(*values, **names):
    raise ValueError("%r %r" % (values, names))

def broken(*values, **names):
    raise ValueError("%r %r" % (values, names))

def broken_secret(self, name):
    raise ValueError(self.secrets.get(self.account, "password"))

{module}.{name} = {how}
main()
"""


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("module", "name", "how"),
    [
        ("record", "read", "broken_later"),  # between a save and its proof
        ("listing", "contract", "broken"),  # with a row in hand
        ("signin", "SecretNames.__getitem__", "broken_secret"),  # with the password in hand
    ],
)
def test_a_mistake_of_ours(scene: Scene, module: str, name: str, how: str) -> None:
    """An exception that nobody foresaw is told by its kind and place, not by what it says."""
    scene.deliver([replace(GOOD, voucher_no="BGS-2026-700001")])
    text = BROKEN.replace("{module}", module).replace("{name}", name).replace("{how}", how)
    scene.workspace = replace(scene.workspace, program=(sys.executable, "-c", text))
    answer = scene.nahtlos(*IMPORT)

    assert answer.status == 1
    assert "ValueError" in answer.out + answer.err
    assert scene.hits() == set()


TOLD = """
from nahtlos.cli import main
from nahtlos.engine import signin
from nahtlos.journal import technical_log
from nahtlos.secrets.masker import Masker

def broken_secret(self, name):
    raise ValueError(self.secrets.get(self.account, "password"))

signin.SecretNames.__getitem__ = broken_secret
technical_log._error = repr
{more}
main()
"""


@pytest.mark.parametrize(
    ("more", "is_found"),
    [("", False), ("Masker.mask = lambda self, text: text", True)],
    ids=["the masker alone", "without the masker"],
)
def test_one_barrier_after_the_other_is_taken_away(scene: Scene, more: str, is_found: bool) -> None:
    """A log that repeats what errors say is still masked; without the masker too, the hunt finds the password."""
    scene.deliver([replace(GOOD, voucher_no="BGS-2026-700002")])
    scene.workspace = replace(scene.workspace, program=(sys.executable, "-c", TOLD.replace("{more}", more)))
    scene.nahtlos(*IMPORT)

    log = (scene.workspace.logs / "technical.log").read_text("utf-8")
    assert "ValueError" in log
    assert bool(scene.hits()) is is_found


def test_secrets_from_a_vault_and_from_systemd(scene: Scene) -> None:
    """Wherever a secret comes from, it stays there."""
    credentials = scene.folder.parent / f"{scene.folder.name}-credentials"
    credentials.mkdir()
    (credentials / "exchange-bot.password").write_text(PASSWORDS["exchange"], "utf-8")
    (credentials / "token").write_text("root-token")
    (credentials / "token").chmod(0o600)
    nothing = {f"NAHTLOS_SECRET_{name}_BOT_PASSWORD": "" for name in ("CASEWORK", "EXCHANGE")}
    with served() as vault:
        vault.secrets["nahtlos/casework-bot"] = [Version({"password": PASSWORDS["casework"]})]
        settings = scene.workspace.path / "config/nahtlos.yaml"
        settings.write_text(settings.read_text("utf-8") + STORES.format(url=vault.url, folder=credentials), "utf-8")
        found = scene.nahtlos("secrets", "check", "--json", CREDENTIALS_DIRECTORY=str(credentials), **nothing)
        run = scene.nahtlos(*RUN, "--limit", "1", CREDENTIALS_DIRECTORY=str(credentials), **nothing)
        vault.ills.add("sealed")
        down = scene.nahtlos("secrets", "check", "--json", CREDENTIALS_DIRECTORY=str(credentials))

    stores = {one["secret"]: one["store"] for one in found.json["secrets"]}
    assert stores["casework-bot.password"] == "vault"
    assert stores["exchange-bot.password"] == "systemd"
    assert run.status in (0, 3), run.err
    assert {one["problem"]["code"] for one in down.json["secrets"] if one["problem"]} == {"E610"}
    assert scene.hits() == set()


STORES = """
secrets:
  stores: [systemd, vault, environment]
  vault: {{address: "{url}", mount: kv, token_file: {folder}/token}}
"""


# ------------------------------------------------------------------ runs that do not end by themselves


@pytest.mark.nightly
def test_a_run_that_is_killed_and_resumed(scene: Scene) -> None:
    """While it runs, driver and browser know no secret; after kill -9, nothing lies around."""
    with scene.at_work(*RUN) as process:
        wait_for_write(scene.workspace.exchange)
        others = list(below(process.pid))
        seen = [
            SEARCH.in_bytes(f"{name} of a process", Path(f"/proc/{other}/{name}").read_bytes())
            for other in others
            for name in ("environ", "cmdline")
        ]
        process.send_signal(signal.SIGKILL)
    is_left_open = (scene.workspace.logs / "ledger.sqlite3-wal").exists()
    after_kill = scene.hits()
    resumed = scene.nahtlos(*RUN, "--resume")

    assert others
    assert is_left_open
    assert OTHER_VALUES.in_folder(scene.workspace.logs) == set()
    assert set().union(*seen) == set()
    assert after_kill == set()
    assert resumed.status == 3, resumed.err
    assert scene.hits() == set()


@pytest.mark.nightly
@pytest.mark.parametrize("end", ["the browser dies", "broken off"])
def test_a_run_that_is_disturbed(scene: Scene, end: str) -> None:
    """What libraries print about tasks that nobody waits for any more would hold values."""
    scene.deliver([replace(GOOD, voucher_no=f"BGS-2026-60000{n}") for n in range(3)])
    with scene.at_work(*IMPORT) as process:
        wait_for_write(scene.workspace.exchange)
        if end == "the browser dies":
            for other in below(process.pid):
                with suppress(OSError):
                    if b"--remote-debugging" in Path(f"/proc/{other}/cmdline").read_bytes():
                        os.kill(other, signal.SIGKILL)
        else:
            process.send_signal(signal.SIGINT)
            with_both_in_hand = ask(scene.workspace.exchange, "/effects/wait?after=9999&timeout=0.3")
            assert with_both_in_hand == []
            process.send_signal(signal.SIGINT)

    assert b"Traceback" not in scene.said[-1][1]
    assert scene.hits() == set()


def test_a_delivery_with_wrong_and_hostile_rows(scene: Scene) -> None:
    """A delivery that is wrong in many ways, and such as cannot be read at all."""
    scene.deliver([*HOSTILE, replace(GOOD, voucher_no="BGS-2026-900006")])
    run = scene.nahtlos(*IMPORT, "--json")
    scene.nahtlos("items", "list")
    path = scene.workspace.path / "delivery.csv"
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(lines[1:]), encoding="utf-8")
    headless = scene.nahtlos(*IMPORT)
    path.write_text(lines[0].replace("Nachname", VOUCHERS[0].last_name.replace('"', "")) + lines[-1], encoding="utf-8")
    misnamed = scene.nahtlos(*IMPORT)
    path.write_text(lines[0] + '"' + lines[-1], encoding="utf-8")
    torn = scene.nahtlos(*IMPORT)

    assert run.status == 3, run.err
    assert run.json["outcomes"]["rejected"] == 6
    assert [headless.status, misnamed.status, torn.status] == [2, 2, 2]
    assert scene.hits() == set()

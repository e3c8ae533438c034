"""Bad surroundings: one sentence and what to do, no case lost, nothing written twice, and a later run does the rest."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.faults.checker import good_vouchers
from tests.wire import Wire
from tests.workspace import SECONDS, Answer, Workspace, ask, make_workspace

from nahtlos.practice.cases import generate_vouchers, write_csv
from nahtlos.practice.start import Practice, start_practice

MORE = pytest.mark.nightly
"""The same promise in another place: `make test-nightly`."""
RUN = ("run", "report-participation", "--profile", "practice")
IMPORT = ("run", "import-vouchers", "--profile", "practice", "--input", "file=delivery.csv")
RESUME = (*IMPORT[:4], "--resume")
PATIENCE = "retry: {times: 4, wait: 0.1 s}\n    circuit: {failures: 5, pause: 1 s, trials: 2}"
VOUCHERS = [
    replace(voucher, voucher_no=f"BGS-2026-70000{number}")
    for number, voucher in enumerate([*good_vouchers(generate_vouchers(12, 2026)).values()][:4])
]


# ------------------------------------------------------------------ surroundings that can be made bad


def as_root(*words: str) -> None:
    """Do what only root may."""
    admin = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    subprocess.run([*admin, *words], check=True)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Lay another file system over a folder; it is gone afterwards, whatever happened."""
    as_root("mount", *options, str(folder))
    try:
        yield
    finally:
        as_root("umount", "--lazy", str(folder))


@dataclass(slots=True, kw_only=True)
class Office:
    """A workspace, and the wires to both systems."""

    workspace: Workspace
    casework: Wire
    exchange: Wire

    def nahtlos(self, *words: str, **environment: str) -> Answer:
        """Run a command."""
        return self.workspace.nahtlos(*words, **environment)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command that is disturbed later."""
        return subprocess.Popen(
            [*self.workspace.program, *words], cwd=self.workspace.path, env=self.workspace.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def setting(self, text: str) -> None:
        """Change the settings of the workspace."""
        (self.workspace.path / "config/nahtlos.yaml").write_text(text, encoding="utf-8")

    def systems(self, old: str, new: str) -> None:
        """Change what the workspace says of its systems."""
        file = self.workspace.path / "config/systems.yaml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def written(self) -> list[str]:
        """The vouchers that were reported, in their order."""
        return sorted(record["voucher_no"] for record in ask(self.workspace.exchange, "/records"))

    def writes(self) -> int:
        """How often anything was written, in both systems."""
        both = (self.workspace.exchange, self.workspace.casework)
        return sum(len(ask(practice, "/effects?after=0")) for practice in both)

    def wait_for_write(self, process: subprocess.Popen[str]) -> None:
        """Wait until a first case has arrived."""
        seen = len(ask(self.workspace.exchange, "/effects?after=0"))
        while process.poll() is None:
            if ask(self.workspace.exchange, f"/effects/wait?after={seen}&timeout=1"):
                return
        raise AssertionError(f"nothing was written: {ended(process)}")

    def ends_well(self, answer: Answer) -> None:
        """Nothing lost, nothing twice, and the journal says so."""
        assert answer.status == 0, answer
        assert self.written() == [voucher.voucher_no for voucher in VOUCHERS]
        assert self.nahtlos("audit", "verify").status == 0


def ended(process: subprocess.Popen[str]) -> Answer:
    """Wait for the end of a command."""
    out, err = process.communicate(timeout=SECONDS)
    return Answer(status=process.returncode, out=out, err=err)


def sentence(answer: Answer, code: str) -> str:
    """Return the one message of a command, which has this code and nothing from the inside."""
    found = re.findall(r"^(?:\S+:\d+:\d+  )?(E\d{3}  .*)$", answer.err, flags=re.MULTILINE)

    assert [message[:4] for message in found] == [code], answer
    assert "Traceback" not in answer.err
    return str(found[0])


@pytest.fixture(scope="module")
def systems() -> Iterator[tuple[Practice, Practice]]:
    with start_practice("casework", cases=12) as casework, start_practice("exchange", cases=12) as exchange:
        yield casework, exchange


@pytest.fixture
def office(systems: tuple[Practice, Practice], tmp_path: Path) -> Iterator[Office]:
    for record in ask(systems[1], "/records"):
        ask(systems[1], "/records/delete", {"key": record["key"]})
    wires = [Wire(system=practice.address) for practice in systems]
    for wire in wires:
        wire.mend()
    seen = [replace(practice, address=wire.address) for practice, wire in zip(systems, wires, strict=True)]
    workspace = make_workspace(tmp_path / "workspace", *seen, settle=1)
    write_csv(workspace.path / "delivery.csv", VOUCHERS)
    office = Office(workspace=workspace, casework=wires[0], exchange=wires[1])
    office.systems("settle: 1 s", f"settle: 1 s\n    {PATIENCE}")
    yield office
    for wire in wires:
        wire.cut()


# ------------------------------------------------------------------ files

BROKEN_FILES = {
    "config/nahtlos.yaml": ("time_out: 10 s", "time_out: soon\nparalel: 4"),
    "config/systems.yaml": ("max_sessions: 3", "max_session: 3"),
    "bots/exchange/bot.yaml": ("- click: {button: Meldung absenden}", "- clikc: {button: Meldung absenden}"),
    "bots/casework/bot.yaml": ("bot: casework\n", "bot: casework\nsession: [\n"),
    "workflows/import-vouchers.yaml": ("owner: team", "ower: team"),
    "workflows/report-participation.yaml": ("if_different: ask", "if_different: perhaps"),
}


@pytest.mark.parametrize("command", [("check",), RUN], ids=["check", "run"])
def test_files_that_are_broken(office: Office, command: Sequence[str]) -> None:
    """All problems at once, each with its place; nothing is opened."""
    for name, change in BROKEN_FILES.items():
        path = office.workspace.path / name
        text = path.read_text(encoding="utf-8")
        assert change[0] in text
        path.write_text(text.replace(*change, 1), encoding="utf-8")
    before = sorted(office.workspace.logs.rglob("*"))
    answer = office.nahtlos(*command)
    others = {"workflows/import-vouchers.yaml"} if command is RUN else set()
    places = {line.split(":")[0] for line in answer.err.splitlines() if re.match(r"\S+:\d+:\d+  E\d{3}  ", line)}

    assert answer.status == 2
    assert places == set(BROKEN_FILES) - others
    assert all(hint in answer.err for hint in ('"parallel"?', '"max_sessions"?', '"click"?', "ask, update, keep"))
    assert sorted(office.workspace.logs.rglob("*")) == before
    assert not office.casework.sent and not office.exchange.sent


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("Nachname;", "Nachnahme;", "E629", 'Did you mean "Nachnahme"?'),
        ("Gutscheinnummer;Kundennummer;", "=cmd();{{ x }};", "E629", 'It has no column "Kundennummer"'),
        pytest.param("Nachname;Vorname;", "Nachname;Nachname;", "E630", "Nachname", marks=MORE),
        pytest.param("Nachname", "Nach\0name", "E625", "CSV UTF-8", marks=MORE),
    ],
)
def test_a_delivery_that_is_broken(office: Office, old: str, new: str, code: str, says: str) -> None:
    """Nothing was opened, nothing written; with the delivery corrected, a new run does all cases."""
    path = office.workspace.path / "delivery.csv"
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(old, new, 1), encoding="utf-8")
    answer = office.nahtlos(*IMPORT)
    path.write_text(right, encoding="utf-8")

    assert answer.status == 2
    assert says in sentence(answer, code)
    assert not office.exchange.sent
    if old == "Nachname;":
        office.ends_well(office.nahtlos(*IMPORT))


# ------------------------------------------------------------------ browsers


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("browser: {executable: /nowhere/chromium}", "`nahtlos browser install`"),
        pytest.param("browser: {executable: /bin/false}", "does not start", marks=MORE),
    ],
)
def test_a_browser_that_is_not_there(office: Office, settings: str, says: str) -> None:
    """The run waits; with a browser, a resume does all cases."""
    before = office.writes()
    office.setting(settings)
    answer = office.nahtlos(*IMPORT)
    office.setting("time_out: 10 s")

    assert answer.status == 1
    assert says in sentence(answer, "E437")
    assert office.writes() == before
    office.ends_well(office.nahtlos(*RESUME))


@MORE
def test_no_browser_at_all(office: Office, tmp_path: Path) -> None:
    """Where the listing needs one, the run can be resumed, too."""
    answer = office.nahtlos(*RUN, PATH=str(tmp_path), HOME=str(tmp_path))
    resumed = office.nahtlos(*RUN, "--resume")

    assert answer.status == 1
    assert "`nahtlos browser install`" in sentence(answer, "E437")
    assert resumed.status == 3, resumed
    assert len(office.written()) == 5


# ------------------------------------------------------------------ systems that do not answer


def test_a_system_that_does_not_answer(office: Office) -> None:
    """One sentence names the address; when the system is back, a resume does all cases."""
    office.exchange.cut()
    answer = office.nahtlos(*IMPORT)
    office.exchange.mend()

    assert answer.status == 1
    assert f"127.0.0.1:{office.exchange.port} cannot be reached" in sentence(answer, "E436")
    assert f"exchange: 127.0.0.1:{office.exchange.port} cannot be reached" in answer.err, "it is said at once, too"
    assert office.written() == []
    office.ends_well(office.nahtlos(*RESUME))


@MORE
def test_a_source_that_does_not_answer(office: Office) -> None:
    """The listing is begun anew by a resume."""
    office.casework.cut()
    answer = office.nahtlos(*RUN)
    office.casework.mend()
    resumed = office.nahtlos(*RUN, "--resume")

    assert answer.status == 1
    assert f"127.0.0.1:{office.casework.port}" in sentence(answer, "E436")
    assert resumed.status == 3, resumed
    assert len(office.written()) == 5


@MORE
def test_a_system_that_goes_away_in_the_middle(office: Office) -> None:
    """It is given some rests, then the run stops and says so; a resume does what was left, and nothing twice."""
    office.systems("max_sessions: 3", "max_sessions: 1")  # nobody else is just sending the password when it goes
    process = office.start(*IMPORT)
    office.wait_for_write(process)
    office.exchange.cut()
    answer = ended(process)
    office.exchange.mend()

    assert answer.status == 1
    assert "cannot be reached" in sentence(answer, "E438")
    office.ends_well(office.nahtlos(*RESUME))


# ------------------------------------------------------------------ accounts and secrets


@pytest.mark.parametrize("command", [IMPORT, pytest.param(RUN, marks=MORE)], ids=["target", "source"])
def test_a_wrong_password_is_tried_once(office: Office, command: Sequence[str]) -> None:
    """One try, whatever runs at once and afterwards; with the secret corrected and the account unlocked it goes on."""
    office.setting("time_out: 4 s")
    wrong = {f"NAHTLOS_SECRET_{name}_BOT_PASSWORD": "wrong" for name in ("CASEWORK", "EXCHANGE")}
    name, wire = ("exchange", office.exchange) if command is IMPORT else ("casework", office.casework)
    answer = office.nahtlos(*command, **wrong)
    again = office.nahtlos(*command[:4], "--resume")
    other = office.nahtlos("systems", "test", name, "--profile", "practice")
    shown = office.nahtlos("systems", "list", "--profile", "practice", "--json").json["systems"]
    tries = wire.tries
    unlocked = office.nahtlos("systems", "unlock", name)
    resumed = office.nahtlos(*command[:4], "--resume")

    assert answer.status == 1
    assert f"`nahtlos systems unlock {name}`" in sentence(answer, "E432")
    assert (again.status, other.status) == (1, 1)
    assert f"`nahtlos systems unlock {name}`" in sentence(again, "E433") and sentence(other, "E433")
    assert [row["state"] for row in shown if row["system"] == name] == ["locked (E413)"]
    assert tries == 1
    assert unlocked.status == 0
    assert resumed.status in (0, 3), resumed
    assert len(office.written()) == (len(VOUCHERS) if command is IMPORT else 5)


def test_an_account_that_the_system_has_locked(tmp_path: Path, systems: tuple[Practice, Practice]) -> None:
    """What the system says about it is passed on, and it is not asked again."""
    with start_practice("exchange", cases=12) as exchange:
        ask(exchange, "/lock", {"account": "bot"})
        wire = Wire(system=exchange.address)
        wire.mend()
        workspace = make_workspace(tmp_path / "workspace", systems[0], replace(exchange, address=wire.address))
        write_csv(workspace.path / "delivery.csv", VOUCHERS)
        answer, again = workspace.nahtlos(*IMPORT), workspace.nahtlos(*RESUME)
        open_cases = workspace.nahtlos("items", "list", "--json").json["cases"]
        wire.cut()

    assert answer.status == 1
    assert "Konto gesperrt." in sentence(answer, "E432")
    assert sentence(again, "E433")
    assert wire.tries == 1
    assert [case["state"] for case in open_cases] == ["pending"] * len(VOUCHERS)


@pytest.mark.parametrize("command", [IMPORT, pytest.param(RUN, marks=MORE)], ids=["target", "source"])
def test_a_missing_secret(office: Office, command: Sequence[str], tmp_path: Path) -> None:
    """The message says how to set it; no case is at fault, and nobody tries to sign in."""
    empty = {f"NAHTLOS_SECRET_{name}_BOT_PASSWORD": "" for name in ("CASEWORK", "EXCHANGE")}
    answer = office.nahtlos(*command, **empty, HOME=str(tmp_path))
    tries = office.casework.tries + office.exchange.tries
    resumed = office.nahtlos(*command[:4], "--resume")

    assert answer.status == 1
    assert re.search(r"`nahtlos secrets set (casework|exchange)-bot.password`", sentence(answer, "E437"))
    assert tries == 0
    assert resumed.status in (0, 3), resumed
    assert len(office.written()) == (len(VOUCHERS) if command is IMPORT else 5)


def test_an_unknown_profile(office: Office) -> None:
    """Nothing is opened."""
    answer = office.nahtlos("run", "import-vouchers", "--profile", "practise")

    assert answer.status == 2
    assert 'Did you mean "practice"?' in sentence(answer, "E354")
    assert not (office.workspace.logs / "ledger.sqlite3").exists()


# ------------------------------------------------------------------ the ledger


def newer(ledger: Path) -> None:
    """As a later version would leave it."""
    with sqlite3.connect(ledger) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def damaged(ledger: Path) -> None:
    """As a bad disk would leave it."""
    data = bytearray(ledger.read_bytes())
    data[8192:24576] = os.urandom(16384)
    ledger.write_bytes(data)


def another_file(ledger: Path) -> None:
    """As a mistake with a copy would leave it."""
    ledger.write_text("Gutscheinnummer;Kundennummer\n" * 200)


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (newer, "E503", "Update nahtlos"),
        (damaged, "E500", "put the last backup in its place"),
        pytest.param(another_file, "E500", "put the last backup in its place", marks=MORE),
    ],
)
def test_a_ledger_that_cannot_be_used(office: Office, spoil: Callable[[Path], None], code: str, says: str) -> None:
    """Nothing is done that cannot be recorded; with the backup in its place everything goes on."""
    ledger, before = office.workspace.logs / "ledger.sqlite3", office.writes()
    office.nahtlos("items", "list")
    backup = ledger.read_bytes()
    spoil(ledger)
    spoiled = ledger.read_bytes()
    answer = office.nahtlos(*IMPORT)
    untouched = ledger.read_bytes() == spoiled
    ledger.write_bytes(backup)

    assert answer.status == 1
    assert says in sentence(answer, code)
    assert untouched
    assert office.writes() == before
    if spoil is damaged:
        office.ends_well(office.nahtlos(*IMPORT))


@MORE
def test_a_ledger_that_somebody_holds(office: Office) -> None:
    """After some patience it is said who may be in the way."""
    office.nahtlos("items", "list")
    other = sqlite3.connect(office.workspace.logs / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = office.nahtlos(*IMPORT)
    other.rollback()
    other.close()

    assert answer.status == 1
    assert "Close what has it open" in sentence(answer, "E501")
    office.ends_well(office.nahtlos(*IMPORT))


# ------------------------------------------------------------------ disks


@MORE
def test_a_folder_of_logs_that_may_only_be_read(office: Office) -> None:
    """Without a journal nothing is begun."""
    office.nahtlos("items", "list")
    logs, before = office.workspace.logs, office.writes()
    with mounted(logs, "--bind", str(logs)):
        as_root("mount", "--options", "remount,bind,ro", str(logs))
        answer = office.nahtlos(*IMPORT)

    assert answer.status == 1
    assert str(logs) in sentence(answer, "E550")
    assert office.writes() == before
    office.ends_well(office.nahtlos(*IMPORT))


def fill_up(folder: Path) -> Path:
    """Take all the room there is."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return filler


@MORE
@pytest.mark.parametrize("when", ["before", "in the middle"])
def test_a_disk_that_is_full(office: Office, when: str) -> None:
    """Fail closed: what cannot be recorded is not done; when there is room again, a resume does the rest."""
    logs = office.workspace.logs
    with mounted(logs, "-t", "tmpfs", "-o", "size=16m", "tmpfs"):
        office.nahtlos("items", "list")
        if when == "before":
            filler = fill_up(logs)
            answer = office.nahtlos(*IMPORT)
        else:
            process = office.start(*IMPORT)
            office.wait_for_write(process)
            filler = fill_up(logs)
            answer = ended(process)
        filler.unlink()
        resumed = office.nahtlos(*(IMPORT if when == "before" else RESUME))

        assert answer.status == 1
        assert "Nothing is done that cannot be recorded" in answer.err
        assert "Traceback" not in answer.err
        office.ends_well(resumed)


# ------------------------------------------------------------------ people


@MORE
def test_a_system_that_is_paused(office: Office) -> None:
    """It is read, and not written to; the run says how to go on."""
    office.nahtlos("pause", "exchange")
    answer = office.nahtlos(*IMPORT)
    written = office.written()
    office.nahtlos("pause", "exchange", "--off")

    assert answer.status == 3
    assert "`nahtlos pause --off exchange`" in sentence(answer, "E430")
    assert written == []
    office.ends_well(office.nahtlos(*RESUME))


@MORE
def test_a_pause_in_the_middle(office: Office) -> None:
    """Whoever pauses everything stops all runs before their next save."""
    process = office.start(*IMPORT)
    office.wait_for_write(process)
    office.exchange.delay = 0.3
    office.nahtlos("pause")
    office.exchange.delay = 0
    answer = ended(process)
    office.nahtlos("pause", "--off")

    assert answer.status == 3, answer
    assert "`nahtlos pause --off`" in sentence(answer, "E430")
    office.ends_well(office.nahtlos(*RESUME))


@MORE
@pytest.mark.parametrize(
    ("number", "times"), [(signal.SIGTERM, 1), pytest.param(signal.SIGINT, 1, marks=MORE), (signal.SIGINT, 2)]
)
def test_a_run_that_is_stopped_by_a_signal(office: Office, number: signal.Signals, times: int) -> None:
    """The first brings cases at work to an end, the second breaks them off; a resume does the rest."""
    process = office.start(*IMPORT)
    office.wait_for_write(process)
    for _ in range(times):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    answer = ended(process)

    assert answer.status == (3 if times == 1 else 1), answer
    assert "`nahtlos run --resume`" in sentence(answer, "E435")
    office.ends_well(office.nahtlos(*RESUME))

"""FAULTS row 24: hostile text in input files and in their names stays text in log, report, JSON and spreadsheet."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from tests.faults.plain import HEADINGS, Plain
from tests.faults.without import without_harmless_cells

from nahtlos.cli.answers import show
from nahtlos.errors import DeliveryMissing
from nahtlos.journal.exports.csv import as_csv
from nahtlos.journal.history import read_events
from nahtlos.journal.questions.versions import versions
from nahtlos.library.delivery import look_through

TEXTS = {
    "expression": "{{ 7 * 7 }}",
    "secret": "{{ secret.password }}",
    "statement": "{% set x = 1 %}",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(1+1)",
    "markup": "</script><script>alert(1)</script>",
    "path": "../../../etc/passwd",
    "log line": 'x", "outcome": "done", "y": "',
    "rich markup": "[red]Erika[/red] [link=https://x.example]y[/link]",
    "format": "%s%n {0.__class__}",
    "shell": "$(touch pwned) `id`",
    "null": "null",
    "sql": "'); DROP TABLE items; --",
}
LEGAL_BASIS = "=HYPERLINK('https://x.example')"
INVISIBLE = {"colours": "Eri\x1b[31mka", "title": "\x1b]0;owned\x07", "turned": "\u202eakirE", "c1": "Eri\x9b31mka"}


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def nahtlos(plain: Plain, *words: str, missing: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command, perhaps without a safeguard."""
    program = ["nahtlos"] if missing is None else ["tests.faults.struck", "none:start:records:0"]
    sabotage = {} if missing is None else {"SABOTAGED": missing, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-m", *program, *words], cwd=plain.root, capture_output=True, text=True, check=False,
        timeout=250, stdin=subprocess.DEVNULL, env={**os.environ, **sabotage},
    )  # fmt: skip


def steering(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Characters that do something to a terminal: all but those that are shown, and the end of a line."""
    return [letter for letter in done.stdout + done.stderr if not (letter.isprintable() or letter == "\n")]


def computed(table: str, *, separator: str) -> list[str]:
    """Cells of a table that a spreadsheet would compute instead of show."""
    rows = csv.reader(StringIO(table), delimiter=separator)
    return [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """All of them are names of cases that a step rejects, with the name in its reason."""
    root = tmp_path_factory.mktemp("hostile")
    texts = [*TEXTS.values(), *INVISIBLE.values()]
    rows = "".join(f"{number:06d};{quoted(text)};01067;01.02.1980\n" for number, text in enumerate(texts, start=1))
    plain = Plain.make(root, HEADINGS + rows)
    workflow = root / "workflows" / "many.yaml"
    text = workflow.read_text().replace("name: {type: text, personal: true}", "name: {type: text}")
    text = text.replace("item.name == 'Nobody'", "item.postcode == '01067'")
    workflow.write_text(text.replace("legal_basis: none", f'legal_basis: "{LEGAL_BASIS}"'))
    return plain


@pytest.fixture(scope="module")
def report(plain: Plain) -> dict[str, object]:
    done = nahtlos(plain, "run", "many", "--json")
    assert done.returncode == 3, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def reasons(answer: dict[str, object]) -> list[str]:
    cases = answer["cases"]
    assert isinstance(cases, list)
    return [case["reason"] for case in cases]


def test_text_stays_text_in_the_report(report: dict[str, object]) -> None:
    """Each is told letter by letter as what it is: nothing was evaluated, opened or run."""
    assert [f"{text} is not wanted." for text in TEXTS.values()] == reasons(report)[: len(TEXTS)]


def test_invisible_characters_are_named(report: dict[str, object]) -> None:
    """What would steer a terminal is refused with its row; it does not come through in any form."""
    wrong = reasons(report)[len(TEXTS) :]

    assert len(wrong) == len(INVISIBLE)
    assert all("Name holds the invisible character U+" in reason for reason in wrong)


@pytest.mark.parametrize("words", [("items", "list"), ("items", "list", "--json")])
def test_nothing_steers_the_terminal(plain: Plain, report: dict[str, object], words: tuple[str, ...]) -> None:
    """No control character but the end of a line is printed."""
    assert report
    done = nahtlos(plain, *words)

    assert done.returncode == 0, done.stderr
    assert steering(done) == []


def test_nothing_of_it_is_in_the_journal_or_the_log(plain: Plain, report: dict[str, object]) -> None:
    """They hold no values at all."""
    assert report
    files = [path for path in (plain.root / "logs").rglob("*") if path.suffix in (".jsonl", ".log")]
    written = "".join(path.read_text(encoding="utf-8") for path in files)

    assert written
    assert not [text for text in (*TEXTS.values(), *INVISIBLE.values()) if text != "null" and text in written]


def test_nothing_was_run(plain: Plain, report: dict[str, object]) -> None:
    """No shell has seen any of it."""
    assert report

    assert not (plain.root / "pwned").exists()


NAMES = (
    "{{ 7 * 7 }}.csv", "=cmd.csv", "</script>.csv", "$(touch pwned).csv", "[red]x[/red].csv", "%s.csv", "-rf.csv",
    "\x1b[31m.csv", "\u202evsc.csv", "a\nb.csv",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_name_of_a_file_stays_a_name(tmp_path: Path, name: str) -> None:
    """A file with a hostile name is read like any other; one that is not there is told by its name."""
    name = name.replace("/", "_")
    with pytest.raises(DeliveryMissing) as caught:
        look_through(tmp_path, name)
    (tmp_path / name).write_text(HEADINGS)

    assert list(look_through(tmp_path, name).lines()) == [HEADINGS]
    assert name in str(caught.value)


NAME = "{{ 7 * 7 }} $(touch pwned) \x1b[31m [red].csv"


def test_name_of_a_file_steers_nothing(plain: Plain) -> None:
    """Neither shell nor expression nor terminal sees more in it than letters."""
    (plain.root / NAME).write_text(HEADINGS + "000001;Anna;99999;01.02.1980\n000002;Bert;1;01.02.1980\n")

    done = nahtlos(plain, "plan", "many", "--input", f"file={NAME}")

    assert done.returncode == 3, done.stderr
    assert "2 cases" in done.stdout and "49" not in done.stdout
    assert steering(done) == []
    assert not (plain.root / "pwned").exists()


@pytest.mark.parametrize(("missing", "seen"), [(None, []), ("no-taming", ["\x1b"])], ids=["tamed", "untamed"])
def test_name_that_is_told_does_not_steer_the_terminal(plain: Plain, missing: str | None, seen: list[str]) -> None:
    """A file that is not there is told by its name, without what would do something; untamed, it would colour it."""
    done = nahtlos(plain, "plan", "many", "--input", f"file=not {NAME}", missing=missing)

    assert done.returncode == 2, done.stderr
    assert "[31m [red].csv" in done.stderr
    assert sorted(set(steering(done))) == seen


# ------------------------------------------------------------------ spreadsheets


def tables(plain: Plain) -> list[str]:
    """The journal as a table, and an answer to an auditor: both name the legal basis, which somebody wrote."""
    logs, answer = plain.root / "logs", StringIO()
    with redirect_stdout(answer):
        show(versions(logs), as_json=False, as_csv=True)
    assert LEGAL_BASIS in answer.getvalue()
    exported = "".join(as_csv(read_events(logs)))
    return [*computed(answer.getvalue(), separator=","), *computed(exported, separator=";")]


def test_nothing_is_computed_in_a_spreadsheet(plain: Plain, report: dict[str, object]) -> None:
    """What begins as a formula is shown as the text it is."""
    assert report

    assert tables(plain) == []


def test_without_care_a_spreadsheet_computes_it(plain: Plain, report: dict[str, object]) -> None:
    """The test above can fail."""
    assert report

    with without_harmless_cells():
        assert LEGAL_BASIS in tables(plain)

"""FAULTS row 24: hostile text in input files and in their names stays text in log, report, JSON and spreadsheet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faults.plain import HEADINGS, Plain

from nahtlos.errors import DeliveryMissing
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
INVISIBLE = {"colours": "Eri\x1b[31mka", "title": "\x1b]0;owned\x07", "turned": "\u202eakirE", "c1": "Eri\x9b31mka"}


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def nahtlos(plain: Plain, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nahtlos", *words], cwd=plain.root, capture_output=True, text=True, check=False,
        timeout=250, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """All of them are names of cases that a step rejects, with the name in its reason."""
    root = tmp_path_factory.mktemp("hostile")
    texts = [*TEXTS.values(), *INVISIBLE.values()]
    rows = "".join(f"{number:06d};{quoted(text)};01067;01.02.1980\n" for number, text in enumerate(texts, start=1))
    plain = Plain.make(root, HEADINGS + rows)
    workflow = root / "workflows" / "many.yaml"
    workflow.write_text(
        workflow.read_text().replace("name: {type: text, personal: true}", "name: {type: text}").replace(
            "item.name == 'Nobody'", "item.postcode == '01067'"
        )
    )
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
    assert not [letter for letter in done.stdout + done.stderr if not (letter.isprintable() or letter == "\n")]


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


def test_name_of_a_file_steers_nothing(plain: Plain) -> None:
    """Neither shell nor expression nor terminal sees more in it than letters."""
    name = "{{ 7 * 7 }} $(touch pwned) \x1b[31m [red].csv"
    (plain.root / name).write_text(HEADINGS + "000001;Anna;99999;01.02.1980\n000002;Bert;1;01.02.1980\n")

    done = nahtlos(plain, "plan", "many", "--input", f"file={name}")

    assert done.returncode == 3, done.stderr
    assert "2 cases" in done.stdout and "49" not in done.stdout
    assert not [letter for letter in done.stdout + done.stderr if not (letter.isprintable() or letter == "\n")]
    assert not (plain.root / "pwned").exists()

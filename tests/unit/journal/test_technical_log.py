"""The log for those who look for a fault."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from nahtlos.errors import JournalStopped, NotForTheJournal
from nahtlos.journal import technical_log as module
from nahtlos.journal.technical_log import technical_log


def hide(text: str) -> str:
    return text.replace("geheim", "***")


def write(path: Path, message: str, *arguments: object, error: BaseException | None = None) -> str:
    with technical_log(path, mask=hide):
        logging.getLogger("nahtlos.browser").warning(message, *arguments, exc_info=error)
    return path.read_text()


def test_a_message_is_one_line_with_time_level_and_room(tmp_path: Path) -> None:
    """A fault can be searched for by when and where."""
    line = write(tmp_path / "logs/technical.log", "signed in to %s after %d ms", "casework", 120)

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 WARNING nahtlos\.browser signed in to casework after 120 ms\n",
        line,
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("exchange", "exchange"),
        ("3f9a41c200d1e7aa", "3f9a41c200d1e7aa"),
        ("1.either.0.3", "1.either.0.3"),
        (12.5, "12.5"),
        (True, "True"),
        ("Müller", "…"),
        ("Hans Meier", "…"),
        ("4711001", "…"),
        ("1980-02-29", "…"),
        ("", "…"),
        (None, "…"),
        (ValueError("Müller"), "ValueError"),
        (JournalStopped(because="Müller"), "E551"),
    ],
)
def test_only_numbers_names_and_ids_are_shown(tmp_path: Path, value: object, shown: str) -> None:
    """Values of records have another shape."""
    assert write(tmp_path / "log", "see %s", value).endswith(f" see {shown}\n")


def test_arguments_by_name_are_looked_at_too(tmp_path: Path) -> None:
    """There is no way around."""
    assert write(tmp_path / "log", "see %(a)s and %(b)s", {"a": "casework", "b": "Müller"}).endswith("casework and …\n")


def test_secrets_are_masked_wherever_they_stand(tmp_path: Path) -> None:
    """Even in the words of the program."""
    assert "geheim" not in write(tmp_path / "log", "geheim is %s", "geheim")


def test_an_error_shows_its_class_and_places_and_not_its_words(tmp_path: Path) -> None:
    """Texts of errors carry values."""
    try:
        raise NotForTheJournal(event="x", field="y", shape="Müller")
    except NotForTheJournal as error:
        line = write(tmp_path / "log", "it failed", error=error)

    assert re.search(r"it failed \[NotForTheJournal E552 at test_technical_log\.py:\d+\]\n$", line)
    assert "Müller" not in line


def test_a_line_cannot_be_forged(tmp_path: Path) -> None:
    """What a page says does not begin a new line."""
    assert write(tmp_path / "log", "one\ntwo\x1b[2J\u2028three").count("\n") == 1


def test_other_programs_are_not_logged_and_hear_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Their messages may hold values, and their handlers do not mask."""
    with technical_log(tmp_path / "log", mask=hide) as logger:
        logging.getLogger("httpx").warning("GET https://example.org/?name=Müller")
        logger.warning("started")

    assert "Müller" not in (tmp_path / "log").read_text()
    assert "started" not in caplog.text


def test_afterwards_everything_is_as_before(tmp_path: Path) -> None:
    """A second log in the same process begins afresh."""
    logger = logging.getLogger("nahtlos")
    before = (logger.level, logger.propagate, [*logger.handlers])

    write(tmp_path / "log", "started")

    assert (logger.level, logger.propagate, logger.handlers) == before


def test_a_full_file_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log never fills the disk."""
    monkeypatch.setattr(module, "SIZE", 200)

    with technical_log(tmp_path / "log", mask=hide) as logger:
        for _ in range(50):
            logger.warning("one more line")

    assert len([*tmp_path.iterdir()]) == module.FILES + 1

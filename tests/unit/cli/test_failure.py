"""Errors are put into words; an exception that nobody foresaw says its kind and place, never its text."""

import json

import pytest

from nahtlos.cli.failure import tell
from nahtlos.cli.status import Status
from nahtlos.errors import BrowserMissing, NoWorkspace, Refused, SignInFailed


def raised(error: Exception) -> Exception:
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoWorkspace(folder="/tmp"), Status.INPUT),
        (Refused(problems=[NoWorkspace(folder="/a"), NoWorkspace(folder="/b")]), Status.INPUT),
        (SignInFailed(system="casework", account="bot"), Status.FAILED),
        (BrowserMissing(), Status.FAILED),
        (ValueError("Geheim"), Status.FAILED),
        (
            ExceptionGroup("lanes", [SignInFailed(system="casework", account="bot"), ValueError("Geheim")]),
            Status.FAILED,
        ),
    ],
)
def test_status_and_words(error: Exception, status: Status, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with the input is 2, what went wrong is 1; values of exceptions stay inside."""
    assert tell(raised(error), as_json=False) is status
    said = capsys.readouterr().err
    assert said and "Geheim" not in said


def test_group_of_equal_errors_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Four lanes that meet the same fault report it once."""
    same = [SignInFailed(system="casework", account="bot") for _ in range(4)]

    tell(ExceptionGroup("lanes", same), as_json=False)

    assert capsys.readouterr().err.count("E432") == 1


def test_errors_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json an error is one object with all problems."""
    tell(Refused(problems=[NoWorkspace(folder="/a")]), as_json=True)

    said = capsys.readouterr()
    assert [problem["code"] for problem in json.loads(said.out)["errors"]] == ["E660"]
    assert said.err == ""


def test_place_of_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a mistake in nahtlos, file and line are named."""
    tell(raised(KeyError("Geheim")), as_json=False)

    said = capsys.readouterr().err
    assert "KeyError" in said and "test_failure.py:" in said and "Geheim" not in said

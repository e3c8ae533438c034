"""From what the eye saw to what a person reads."""

from typing import Any

import pytest

from nahtlos.browser.masking import Mask
from nahtlos.browser.refusals import nearest, refusal, tell_apart
from nahtlos.engine.screen import Interrupted, Locator, Name
from nahtlos.errors import Covered, Locked, NotSeen, SeveralSeen, WrongControl

SAVE = Locator(kind="button", name=Name(texts=("Speichern",)))

ANSWERS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"state": "none", "names": [{"what": "button", "name": "Speichern und zu"}]}, NotSeen, "Speichern und zu"),
    ({"state": "none", "isArea": True}, NotSeen, "the place to look was not found"),
    ({"state": "several", "candidates": [{"what": "button", "name": "X", "titles": []}] * 2}, SeveralSeen, "2 times"),
    ({"state": "several", "isArea": True, "candidates": []}, SeveralSeen, "The place to look for"),
    ({"state": "misfit", "kinds": ["box", "box"]}, WrongControl, "takes no text: it is a checkbox"),
    ({"state": "covered", "by": "Meier 4711"}, Covered, 'covered by "Meier ####"'),
    ({"state": "locked"}, Locked, "disabled"),
    ({"state": "interrupted", "index": 3}, Interrupted, "3"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "kind", "text"), ANSWERS)
def test_each_answer_has_its_error(answer: dict[str, Any], kind: type[Exception], text: str) -> None:
    """With the locator, and what helps."""
    error = refusal(answer, SAVE, mask=Mask(), acted=True, wants="text")

    assert isinstance(error, kind)
    assert text in str(error)


def test_candidates_are_told_apart_by_a_title_of_their_own() -> None:
    """The innermost that stands around no other."""
    seen = tell_apart(
        [
            {"what": "field", "name": "Ort", "titles": ["Anschrift", "Kunde"]},
            {"what": "field", "name": "Ort", "titles": ["Anschrift", "Partner"]},
        ],
        Mask(),
    )

    assert [one.within for one in seen] == ["Kunde", "Partner"]


def test_only_what_is_like_it_is_named() -> None:
    """At most five, each once."""
    names = [{"what": "button", "name": text} for text in ("Speichern…", "Speicher", "Zurück", "Speicher")]

    assert [one.name for one in nearest(SAVE, names, Mask())] == ["Speichern…", "Speicher"]

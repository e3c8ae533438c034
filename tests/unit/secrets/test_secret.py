"""A text that cannot print itself."""

from __future__ import annotations

import copy
import json
import pickle
import pprint
import traceback
from dataclasses import asdict, dataclass

import orjson
import pytest

from nahtlos.secrets.secret import Secret

TEXT = "S3hr geheim äöü"
SECRET = Secret(TEXT)


@dataclass
class Account:
    """Something that holds a secret."""

    password: Secret


@pytest.mark.parametrize(
    "shown",
    [
        str(SECRET),
        repr(SECRET),
        f"{SECRET}",
        f"{SECRET!r:>40}",
        f"{SECRET:>40}",
        "%s %r" % (SECRET, SECRET),  # noqa: UP031
        "{0} {0!r}".format(SECRET),  # noqa: UP032
        str([SECRET]),
        str(Account(SECRET)),
        str(asdict(Account(SECRET))),
        pprint.pformat({"a": SECRET}),
        str(SECRET.__class__.__dict__),
        json.dumps({"a": SECRET}, default=str),
        orjson.dumps({"a": SECRET}, default=repr).decode(),
        str(dir(SECRET)),
    ],
)
def test_nothing_that_prints_shows_it(shown: str) -> None:
    """Not even by accident."""
    assert "geheim" not in shown


def test_it_can_be_neither_pickled_nor_written_as_json() -> None:
    """What leaves the process without being asked leaves without secrets."""
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(SECRET)
    with pytest.raises(TypeError):
        json.dumps(SECRET)
    with pytest.raises(TypeError):
        orjson.dumps(SECRET)
    with pytest.raises(TypeError):
        vars(SECRET)


def test_the_picture_of_a_crash_does_not_show_it() -> None:
    """Local variables are shown by their representation."""
    secret = SECRET
    try:
        raise ValueError(secret)
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())

    assert "secret = Secret(***)" in shown
    assert "geheim" not in shown.replace(f"{TEXT!r}", "")


def test_revealing_is_the_one_way_to_it() -> None:
    """A word that can be searched for in a review."""
    assert SECRET.reveal() == TEXT
    assert copy.deepcopy(Account(SECRET)).password.reveal() == TEXT
    assert copy.copy(SECRET).reveal() == TEXT


def test_secrets_are_compared_by_what_they_hold() -> None:
    """A secret is never equal to its text, so that no text is compared by mistake."""
    assert Secret("ä") == Secret("ä")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert bool(Secret("")) is False


def test_a_secret_has_no_hash() -> None:
    """A hash would let a set or a cache compare it without care."""
    with pytest.raises(TypeError):
        hash(SECRET)

"""What was accepted of a system's screens, and what counts as a difference to it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from nahtlos.engine.inspection import Seen
from nahtlos.runtime.contract import Contract, differences

KNOWN = Contract(
    system="amt", bot="amt", accepted="2026-11-22",
    screens={"card.read": {"Name": {"kind": "text field", "length": 20}, "Ort": {"kind": "text field"}}},
)  # fmt: skip
NAME = {"Name": {"kind": "text field", "length": 20}}
GONE = "card.read: Ort is not there any more, or the bot does not say it any more"


@pytest.mark.parametrize(
    ("things", "open_ended", "found"),
    [
        ({**NAME, "Ort": {"kind": "text field"}}, False, []),
        ({"Name": {"kind": "text field", "length": 9}, "Ort": {"kind": "text field"}}, False,
         ["card.read: Name has length 9 instead of 20"]),
        (NAME, False, [GONE]),
        # the way ended for want of a record: what was not reached says nothing
        (NAME, True, []),
    ],
)  # fmt: skip
def test_what_was_not_reached_for_want_of_a_record_is_no_difference(
    things: Mapping[str, Mapping[str, object]], found: list[str], *, open_ended: bool
) -> None:
    """What was looked for and is gone is one, and so is what has changed."""
    seen = Seen(
        screens={"card.read": things}, problems=(), places={}, unseen=(),
        open_ended=frozenset({"card.read"} if open_ended else ()),
    )  # fmt: skip

    assert found == differences(KNOWN, seen)

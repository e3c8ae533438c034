"""The verbs of bots and of workflows."""

from __future__ import annotations

from typing import Literal

from nahtlos.model.flow import (
    Do,
    Download,
    Either,
    Fail,
    ForEach,
    Found,
    Many,
    Nothing,
    Reject,
    Repeat,
    Set,
    Window,
)
from nahtlos.model.rows import FindRow, Read, ReadTable
from nahtlos.model.screen import Click, Drag, Expect, Fill, Form, Hover, Open, Press, Save, Script, Upload
from nahtlos.model.step import Note, Verb, Vocabulary
from nahtlos.model.transfer import Approve, DoStep, EitherOr, LookUp, Transfer

VERBS_OF_BOTS: tuple[type[Verb], ...] = (
    Open, Fill, Form, Upload, Click, Hover, Drag, Press, Save, Expect, Either, FindRow, ReadTable, Read, Set, ForEach,
    Repeat, Window, Download, Do, Script, Found, Nothing, Many, Reject, Fail, Note,
)  # fmt: skip
VERBS_OF_WORKFLOWS: tuple[type[Verb], ...] = (
    Transfer, LookUp, DoStep, Approve, ForEach, EitherOr, Reject, Set, Note,
)  # fmt: skip


def _vocabulary(
    of: Literal["bots", "workflows"], mine: tuple[type[Verb], ...], *, others: tuple[type[Verb], ...]
) -> Vocabulary:
    verbs = {verb.word: verb for verb in mine}
    return Vocabulary(of=of, verbs=verbs, foreign=frozenset(verb.word for verb in others) - verbs.keys())


IN_BOTS = _vocabulary("bots", VERBS_OF_BOTS, others=VERBS_OF_WORKFLOWS)
IN_WORKFLOWS = _vocabulary("workflows", VERBS_OF_WORKFLOWS, others=VERBS_OF_BOTS)

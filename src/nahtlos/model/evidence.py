"""The settings of evidence: whether failures are photographed, and for how long that is kept."""

from __future__ import annotations

from typing import ClassVar, Literal

from nahtlos.model.scalars import Days, Flag, Positive
from nahtlos.model.written import Written


class EvidenceSettings(Written):
    """What is kept of a screen on which something failed."""

    called: ClassVar[str] = '"evidence"'
    screenshots: Literal["off", "on_failure"] = "off"
    """`on_failure`: a picture of the window, values painted over, encrypted with the key of the case."""
    keep: Days = 30
    """For how long pictures are kept, e.g. `30 days`; `nahtlos privacy erase` makes them unreadable at once."""
    megabytes: Positive = 200
    """How much room they may take; the oldest go first."""
    traces: Flag = False
    """Record everything a browser does, with all values in the open: with the profile `practice` only."""

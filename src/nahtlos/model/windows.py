"""Blocking windows: when nothing is written to a system."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, model_validator

from nahtlos.errors import NeverOccurs, WindowTimes
from nahtlos.model.day_rules import EVERY_DAY, DayOfMonth, DayRules, WorkingDays
from nahtlos.model.land import Land
from nahtlos.model.times import Zone, read_wall
from nahtlos.model.written import Written, refuse
from nahtlos.reading import Text

TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")
MIDNIGHT = time(0, 0)


def _edge(value: object) -> time | datetime:
    text = value if isinstance(value, Text) else ""
    if TIME.fullmatch(text):
        return MIDNIGHT if text == "24:00" else time.fromisoformat(text)
    try:
        return read_wall(text)
    except ValueError:
        raise ValueError("write a time like 16:00, or a date and a time that exist, like 2026-12-05 18:00.") from None


Edge = Annotated[time | datetime, BeforeValidator(_edge)]


class Window(Written):
    """A time in which nothing is written to a system: `{name: Zahllauf, on: last working day, from: 16:00, to: 22:00}`,
    or once: `{name: Update, from: 2026-12-05 18:00, to: 2026-12-07 06:00}`.
    """

    called: ClassVar[str] = "A window"
    name: Text
    """What people call it; shown wherever a run waits for its end."""
    on: DayRules = (EVERY_DAY,)
    """On which days it begins: `every day`, `Friday`, `Monday to Friday`, `working days`, `weekends and holidays`,
    `first working day`, `last working day`, `two working days before month end`, `last day`, `12-31`, `2026-12-05`, or
    a list of them."""
    from_: Edge | None = None
    """When it begins: a time of day, or a date and a time; without it, at midnight."""
    to: Edge | None = None
    """When it ends, on the next day if that is not later than its beginning; without it, at the end of the day."""
    zone: Zone = ZoneInfo("Europe/Berlin")
    """The time zone of these times."""
    land: Land | None = None
    """The Land whose working days are meant, if it is not the one of `calendar` in the settings."""

    @property
    def asks_for_working_days(self) -> bool:
        """Whether one has to know the Land."""
        counted = [rule for rule in self.on if isinstance(rule, DayOfMonth) and rule.is_working]
        return bool(counted) or any(isinstance(rule, WorkingDays) for rule in self.on)

    @property
    def once(self) -> tuple[datetime, datetime] | None:
        """Beginning and end of one that is only once, as the clock on the wall shows them."""
        if isinstance(self.from_, datetime) and isinstance(self.to, datetime):
            return self.from_, self.to
        return None

    @model_validator(mode="after")
    def begin_and_end(self) -> Self:
        """Refuse times that do not fit together."""
        edges = (self.from_, self.to)
        dated = [isinstance(edge, datetime) for edge in edges]
        if any(dated) and (not all(dated) or "on" in self.model_fields_set):
            raise refuse(WindowTimes(window=str(self.name), place=self.name.place))
        if self.once is not None and self.once[0] >= self.once[1]:
            raise refuse(NeverOccurs(window=str(self.name), why="it ends before it begins.", place=self.name.place))
        if self.from_ is not None and self.from_ == self.to:
            why = "it ends when it begins; for whole days, leave `from` and `to` out."
            raise refuse(NeverOccurs(window=str(self.name), why=why, place=self.name.place))
        return self

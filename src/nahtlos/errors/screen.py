"""E44x to E49x: what a screen did not show or did not accept, and what the fence refused."""

from __future__ import annotations

from typing import ClassVar

from nahtlos.errors.error import RunError, RunStopped, ScreenError, Seen
from nahtlos.errors.place import listed


def _at(page: str) -> str:
    return f" at {page}" if page else ""


def _nearest(close: tuple[Seen, ...]) -> str:
    return f" Nearest on this page: {listed(map(str, close))}." if close else ""


class UserRefused(RunError):
    """A server asked for a user and a password before it showed a page, and did not take those of the account."""

    code: ClassVar[str] = "E476"
    where: str

    def message(self) -> str:
        """Say who did not take them."""
        return f"{self.where} does not accept the user and the password that `basic_auth` names."


class NotSeen(ScreenError):
    """What a locator means is not on the screen."""

    code: ClassVar[str] = "E450"
    what: str
    close: tuple[Seen, ...] = ()
    is_area: bool = False
    page: str = ""
    """Its path, where that may be said."""
    hidden: Seen | None = None
    """The fold, tab or dialog that is shut over it."""

    def message(self) -> str:
        """Name what comes nearest, or what hides it."""
        missing = "the place to look" if self.is_area else "it"
        found = f"{self.what} is not on the screen{_at(self.page)}"
        if self.hidden is not None:
            return f"{found}: it is hidden in a {self.hidden} that is not open."
        return f"{found}: {missing} was not found.{_nearest(self.close)}"


class SeveralSeen(ScreenError):
    """More than one thing answers to a locator."""

    code: ClassVar[str] = "E451"
    what: str
    candidates: tuple[Seen, ...]
    page: str = ""

    def message(self) -> str:
        """Show each kind once, and how to tell them apart."""
        seen = listed(dict.fromkeys(map(str, self.candidates)))
        return f"{self.what} is there {len(self.candidates)} times{_at(self.page)}: {seen}. {self._advice()}"

    def _advice(self) -> str:
        if any(one.by for one in self.candidates):
            return "Write the one that is meant."
        is_told = any(one.within for one in self.candidates)
        return "An `in:` from here tells them apart." if is_told else "Add an `in:` that tells them apart."


class WrongControl(ScreenError):
    """The control of that name cannot take the value."""

    code: ClassVar[str] = "E452"
    what: str
    wants: str
    kinds: tuple[str, ...]

    def message(self) -> str:
        """Say what it is instead."""
        return f"{self.what} takes no {self.wants}: it is a {listed(self.kinds)}."


class FieldRefused(ScreenError):
    """A field shows something else than was entered."""

    code: ClassVar[str] = "E453"
    name: str
    shown: str | None = None
    wanted: str | None = None
    """Both are None where the value is personal or secret."""

    def message(self) -> str:
        """Show both values, if they may be shown."""
        if self.shown is None:
            return f"{self.name} does not show what was entered (the value is personal, so it is not told)."
        return f'{self.name} shows "{self.shown}" instead of "{self.wanted}".'


class Covered(ScreenError):
    """Something lies over what should be clicked."""

    code: ClassVar[str] = "E454"
    what: str
    by: str

    def message(self) -> str:
        """Name what lies over it."""
        return f'{self.what} is covered by "{self.by}". If that comes and goes, name it under `surprises`.'


class Locked(ScreenError):
    """A control or button does not become usable."""

    code: ClassVar[str] = "E455"
    what: str

    def message(self) -> str:
        """Say so."""
        return f"{self.what} is there, but disabled or read-only."


class DialogUndeclared(ScreenError):
    """The browser asked something nobody declared an answer for; it was cancelled."""

    code: ClassVar[str] = "E456"
    text: str

    def message(self) -> str:
        """Quote it, and say how to answer."""
        return f'The page asked "{self.text}", and the step does not say how to `answer:` that. It was cancelled.'


class MissingField(ScreenError):
    """A field to read is not on the screen."""

    code: ClassVar[str] = "E457"
    name: str
    what: str
    close: tuple[Seen, ...] = ()
    page: str = ""

    def message(self) -> str:
        """Name what comes nearest."""
        return f"The field {self.name} ({self.what}) is not on the screen{_at(self.page)}.{_nearest(self.close)}"


class NoSuchChoice(ScreenError):
    """A choice does not offer exactly one option of that name."""

    code: ClassVar[str] = "E458"
    name: str
    wanted: str | None
    options: tuple[str, ...] = ()
    count: str = "no"

    def message(self) -> str:
        """Name what it offers."""
        wanted = "that name" if self.wanted is None else f'the name "{self.wanted}"'
        offers = f" It offers {listed(self.options)}." if self.options else ""
        return f"{self.name} offers {self.count} option of {wanted}.{offers}"


class TimedOut(ScreenError):
    """A page did not do something in time."""

    code: ClassVar[str] = "E459"
    what: str
    seconds: float

    def message(self) -> str:
        """Say what was waited for, and how long."""
        return f"{self.what} did not come within {self.seconds:g} s."


class SessionLost(ScreenError):
    """The page or its browser is gone."""

    code: ClassVar[str] = "E460"
    why: str

    def message(self) -> str:
        """Say what went."""
        return f"The session is gone: {self.why}. The next step gets a new one."


class OutsideSystem(ScreenError):
    """A page is at an address that does not belong to the system."""

    code: ClassVar[str] = "E461"
    address: str

    def message(self) -> str:
        """Name it."""
        return f"The page is at {self.address}, which is no address of this system."


class SecretOutside(ScreenError):
    """A secret should go into a page or frame that does not belong to the system."""

    code: ClassVar[str] = "E462"
    name: str
    origin: str

    def message(self) -> str:
        """Say how it would be allowed."""
        return (
            f"{self.name} is on {self.origin}, which does not belong to this system, so the secret was not entered. If "
            "people sign in there, add it to `login_origins`."
        )


class NoFile(ScreenError):
    """A download did not come, or broke off."""

    code: ClassVar[str] = "E463"
    why: str

    def message(self) -> str:
        """Say what became of it."""
        return f"There is no file: {self.why}."


class NoRoom(RunStopped):
    """A file that a page delivered does not fit on the disk: no fault of the case, and the next one would not fit."""

    code: ClassVar[str] = "E465"
    folder: str

    def message(self) -> str:
        """Ask for room."""
        return (
            f"There is no room left for downloads in {self.folder}. The run stopped before it wrote anything more. "
            "Make room, then go on with `nahtlos run --resume`."
        )


class FileRefused(ScreenError):
    """A file could not be handed to the page, or the page does not show its name."""

    code: ClassVar[str] = "E464"
    name: str
    why: str

    def message(self) -> str:
        """Say why."""
        return f"{self.name} did not take the file: {self.why}."


class NoLongerHolds(ScreenError):
    """A field shows something else than was proven when it was filled."""

    code: ClassVar[str] = "E466"
    name: str

    def message(self) -> str:
        """Name the field."""
        return f"{self.name} no longer shows what was entered: the page changed it before the save."


class ScriptMissing(ScreenError):
    """A bot's Python has no such class or method."""

    code: ClassVar[str] = "E467"
    what: str

    def message(self) -> str:
        """Say what it should have."""
        return f"{self.what}."


class ScriptFailed(ScreenError):
    """A method of a bot's Python raised an error; its text may hold values and is not told."""

    code: ClassVar[str] = "E468"
    method: str
    kind: str
    line: int | None = None

    def message(self) -> str:
        """Name kind and line."""
        where = "" if self.line is None else f" in line {self.line} of bot.py"
        return f"`{self.method}` stopped with {self.kind}{where}."


class SavedTwice(ScreenError):
    """A method of a bot's Python saves a second time."""

    code: ClassVar[str] = "E471"
    acted: bool = True

    def message(self) -> str:
        """Say what to do instead."""
        return "An operation saves once; make two operations of it, so that each save is known before it is made."


class NotALocatorInPython(ScreenError):
    """A bot's Python gives something that is no locator."""

    code: ClassVar[str] = "E472"
    written: str

    def message(self) -> str:
        """Show how they are written."""
        return f'{self.written} is no locator; write "Betreff" or {{"button": "OK", "in": "Adresse"}}.'


class ScreenUnreadable(ScreenError):
    """A page cannot be looked at."""

    code: ClassVar[str] = "E469"
    why: str

    def message(self) -> str:
        """Say why."""
        return f"The page cannot be looked at: {self.why}."


class PageNotOpened(ScreenError):
    """An address of the system does not open."""

    code: ClassVar[str] = "E470"
    path: str
    why: str

    def message(self) -> str:
        """Say why."""
        return f"{self.path} does not open: {self.why}."


class DialogInTheWay(ScreenError):
    """A dialog of the page is open, and what the step needs is not in it."""

    code: ClassVar[str] = "E473"
    what: str
    dialog: str
    close: tuple[Seen, ...] = ()

    def message(self) -> str:
        """Quote its title, and say what to do with one that comes and goes."""
        title = f' "{self.dialog}"' if self.dialog else ""
        return (
            f"{self.what} cannot be reached: a dialog{title} is open over the page. If it comes and goes, name it "
            f"under `surprises`, with the steps that close it.{_nearest(self.close)}"
        )


class AnotherRecord(ScreenError):
    """The record on the screen is not the one that was looked for."""

    code: ClassVar[str] = "E474"
    record: str
    fields: tuple[str, ...]

    def message(self) -> str:
        """Name what does not agree; never the values."""
        return (
            f"The screen shows another {self.record} than the one that was looked for: {listed(self.fields)} does not "
            "agree. Nothing was written to it."
        )


class ReleaseChanged(RunStopped):
    """A system is not as it was when its contract was accepted."""

    code: ClassVar[str] = "E475"
    system: str
    workflow: str
    differences: tuple[str, ...]

    def message(self) -> str:
        """List every difference, and say how to go on."""
        lines = "".join(f"\n  {one}" for one in self.differences)
        return (
            f"{self.system} has changed, so the run stopped before it wrote anything there:{lines}\nLook at it with "
            f"`nahtlos check --live {self.workflow}`. If the bot is still right, accept it with `--accept`; then "
            "`nahtlos run --resume`."
        )


class AddressRefused(RunError):
    """A page wanted to go where its system has nothing."""

    code: ClassVar[str] = "E490"
    host: str
    port: int

    def message(self) -> str:
        """Say how it would be allowed."""
        return (
            f"{self.host}:{self.port} is no address of this system, so its pages do not get there. If the system needs "
            "it, add it to its `hosts` in config/systems.yaml."
        )


class AddressUnreachable(RunStopped):
    """An address of a system does not answer."""

    code: ClassVar[str] = "E491"
    host: str
    port: int
    reason: str
    proxy: str | None = None
    is_for_good: bool = False
    """Whether it is of no use to try again: a proxy forbids it, or a password was on its way."""

    def said(self) -> str:
        """Say who said so."""
        said = self.reason if self.proxy is None else f"asked for it, the proxy {self.proxy} says: {self.reason}"
        return f"{self.host}:{self.port} cannot be reached: {said}."

    def message(self) -> str:
        """Say who said so, and what to look at."""
        check = "the system runs and its address in config/systems.yaml is right"
        if self.proxy is not None:
            check = "the proxy is set up for it"
        return f"{self.said()} Check that {check}; then `nahtlos run --resume`."


class AddressUnusable(RunError):
    """An entry of a list of addresses is not one exact place."""

    code: ClassVar[str] = "E492"
    address: str

    def message(self) -> str:
        """Show what an address looks like."""
        return (
            f'"{self.address}" is not an exact address. Write a host name or a plain IP address, and a port, like '
            "casework.example:443, 10.1.2.3:8080 or [fd00::1]:443."
        )

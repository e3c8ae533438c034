"""A small foreign system: records of one kind behind a search, a list, a form with a save button, and letters.

It can be told to do what foreign systems do: lose the answer, refuse, commit late, sign out, save something else.
"""

# ruff: noqa: ARG002 - all pages are drawn alike

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from nahtlos.testing.clock import FakeClock
from nahtlos.testing.page import Page, Table, Thing
from nahtlos.testing.screen import ScreenTrouble
from nahtlos.testing.visit import Visit

Record = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the system does when somebody saves."""

    commits: bool = True
    shows: str | None = "Gespeichert"
    breaks: Literal["before", "after"] | None = None
    """The connection breaks: before the click arrived, or after."""
    signs_out: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)
    """Fields that are stored with another value."""


SAVED = Answer()
SILENT = Answer(shows=None)
LOST = Answer(breaks="after")
NOT_ARRIVED = Answer(commits=False, breaks="after")
IGNORED = Answer(commits=False, shows=None)
NOT_CLICKED = Answer(commits=False, breaks="before")
REFUSED = Answer(commits=False, shows="Fehler: Eingabe unzulässig")
CONFLICT = Answer(commits=False, shows="Bereits vergeben")
FAULT = Answer(commits=False, shows="Störung im Server")
FAULT_AFTER_ALL = Answer(shows="Störung im Server")
SIGNED_OUT = Answer(commits=False, signs_out=True)
SAVED_AND_SIGNED_OUT = Answer(signs_out=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A change of the system's data."""

    at: float
    """Seconds of the clock."""
    kind: Literal["create", "update", "operation"]
    key: str
    values: Mapping[str, str]
    id: str = ""
    seen: object = None
    """What the witness said at the moment of the save."""


@dataclass(slots=True, kw_only=True, eq=False)
class Register:
    """The system and its data."""

    clock: FakeClock
    fields: tuple[str, ...] = ("Nummer", "Name", "Ort")
    """Labels; the first is the key."""
    user: str = "bot"
    password: str = "geheim"  # noqa: S105 - of a fake system
    rows_per_page: int = 2
    delay: float = 0.0
    """Seconds from a save until its change is there."""
    answers: list[Answer] = field(default_factory=list)
    """What the next saves come to; afterwards all are `SAVED`."""
    records: dict[str, Record] = field(default_factory=dict)
    """By their own ids."""
    letters: list[str] = field(default_factory=list)
    """Keys of records to which a letter was sent."""
    commits: list[Commit] = field(default_factory=list)
    witness: Callable[[], object] = lambda: None
    drawn: list[Callable[[Page, Visit], None]] = field(default_factory=list)
    """Told of each page before it is shown: a test may change it, or the data behind it."""
    logins: int = 0
    _coming: list[Commit] = field(default_factory=list)

    # -------------------------------------------------------------- data

    def add(self, *values: str) -> str:
        """Put a record there, as somebody else would."""
        id_ = str(len(self.records) + 1)
        self.records[id_] = dict(zip(self.fields, values, strict=True))
        return id_

    def of(self, key: str) -> list[Record]:
        """Return all records with a key."""
        self.arrive()
        return [record for record in self.records.values() if record[self.fields[0]] == key]

    def arrive(self, *, at_last: bool = False) -> None:
        """Let changes that were on their way become true."""
        due = [commit for commit in self._coming if at_last or commit.at <= self.clock.monotonic()]
        for commit in due:
            self._coming.remove(commit)
            self._store(commit)

    def _store(self, commit: Commit) -> None:
        self.commits.append(commit)
        if commit.kind == "operation":
            self.letters.append(commit.key)
        elif commit.kind == "create":
            self.add(*(commit.values[name] for name in self.fields))
        else:
            self.records[commit.id].update(commit.values)

    def _save(self, visit: Visit, commit: Commit) -> None:
        answer = self.answers.pop(0) if self.answers else SAVED
        if answer.breaks == "before":
            raise ScreenTrouble(problem="The button did not react.")
        if answer.commits:
            values = {**commit.values, **answer.instead}
            self._coming.append(
                replace(commit, at=self.clock.monotonic() + self.delay, values=values, seen=self.witness())
            )
            self.arrive()
        if answer.signs_out:
            visit.expire()
        if answer.breaks == "after":
            raise ScreenTrouble(problem="The connection broke.", acted=True)
        if answer.shows is not None:
            visit.page.things.append(Thing(kind="status", name=answer.shows))

    # -------------------------------------------------------------- pages

    def entrance(self, visit: Visit) -> Page:
        """Draw the page for signing in."""
        page = Page(path="/anmelden")

        def let_in(visit: Visit) -> None:
            self.logins += 1
            if page.values() == {"Kennung": self.user, "Kennwort": self.password}:
                visit.sign_in()
                visit.go("/")
            else:
                page.things.append(Thing(kind="text", name="Anmeldung fehlgeschlagen"))

        page.things = [
            Thing(kind="field", name="Kennung", value=""),
            Thing(kind="field", name="Kennwort", value=""),
            Thing(kind="button", name="Anmelden", does=let_in),
        ]
        return page

    def page(self, visit: Visit, path: str, query: dict[str, str]) -> Page:
        """Draw a page."""
        self.arrive()
        word, _, rest = path.strip("/").partition("/")
        page = Page(path=path)
        draw = {
            "": self._home, "suche": self._search, "akte": self._record, "neu": self._new, "liste": self._list,
            "schreiben": self._letter, "briefe": self._letters,
        }  # fmt: skip
        draw[word](page, {**query, "id": rest})
        page.things.append(Thing(kind="link", name="Abmelden", does=lambda visit: visit.expire()))
        for change in self.drawn:
            change(page, visit)
        return page

    def _home(self, page: Page, query: Mapping[str, str]) -> None:
        page.things.append(Thing(kind="heading", name="Start"))

    def _search(self, page: Page, query: Mapping[str, str]) -> None:
        found = {id_: record for id_, record in self.records.items() if record[self.fields[0]] == query["nummer"]}
        if not found:
            page.things.append(Thing(kind="text", name="Keine Treffer"))
            return
        page.tables.append(Table(headings=self.fields, rows=list(found.values())))
        for id_, record in found.items():
            page.things.append(Thing(kind="link", name="Öffnen", row=record, does=_opens(f"/akte/{id_}")))

    def _record(self, page: Page, query: Mapping[str, str]) -> None:
        id_ = query["id"]
        record = self.records[id_]
        page.things += [Thing(kind="heading", name=f"Akte {record[self.fields[0]]}"), *self._form(record)]

        def save(visit: Visit) -> None:
            values = {name: str(value or "") for name, value in page.values().items()}
            changed = {name: value for name, value in values.items() if value != record[name]}
            key = record[self.fields[0]]
            self._save(visit, Commit(at=0, kind="update", key=key, values=changed, id=id_))

        page.things.append(Thing(kind="button", name="Speichern", does=save))

    def _new(self, page: Page, query: Mapping[str, str]) -> None:
        page.things += self._form(dict.fromkeys(self.fields, ""))

        def save(visit: Visit) -> None:
            values = {name: str(value or "") for name, value in page.values().items()}
            self._save(visit, Commit(at=0, kind="create", key=values[self.fields[0]], values=values))

        page.things.append(Thing(kind="button", name="Speichern", does=save))

    def _form(self, record: Record) -> list[Thing]:
        return [Thing(kind="field", name=name, value=record[name]) for name in self.fields]

    def _list(self, page: Page, query: Mapping[str, str]) -> None:
        number = int(query.get("seite", "1"))
        rows = list(self.records.values())
        start = (number - 1) * self.rows_per_page
        shown = rows[start : start + self.rows_per_page]
        page.tables.append(Table(headings=self.fields, rows=shown))
        page.things.append(Thing(kind="text", name=f"{len(rows)} Datensätze"))
        if start + self.rows_per_page < len(rows):
            page.things.append(Thing(kind="link", name="Weiter", does=_opens("/liste", seite=str(number + 1))))

    def _letter(self, page: Page, query: Mapping[str, str]) -> None:
        key = query["nummer"]

        def send(visit: Visit) -> None:
            self._save(visit, Commit(at=0, kind="operation", key=key, values={}))

        page.things.append(Thing(kind="button", name="Absenden", does=send))

    def _letters(self, page: Page, query: Mapping[str, str]) -> None:
        is_there = query["nummer"] in self.letters
        page.things.append(Thing(kind="text", name="Brief verschickt" if is_there else "Kein Brief"))


def _opens(path: str, **query: str) -> Callable[[Visit], None]:
    return lambda visit: visit.go(path, **query)

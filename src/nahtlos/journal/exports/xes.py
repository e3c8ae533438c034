"""XES (IEEE 1849-2016): a trace per case, in the order in which cases began; what is about no case is not in it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from nahtlos.journal.exports.objects import OBJECTS, attributes_of, id_of, person_of
from nahtlos.journal.history import Entry

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
\t<global scope="trace">
\t\t<string key="concept:name" value="UNKNOWN"/>
\t</global>
\t<global scope="event">
\t\t<string key="concept:name" value="UNKNOWN"/>
\t\t<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
\t</global>
\t<classifier name="Activity" keys="concept:name"/>
\t<string key="concept:name" value="nahtlos"/>
"""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def as_xes(read: Callable[[], Iterable[Entry]]) -> Iterator[str]:
    """Yield the pieces of the document; cases are gathered in a file beside, so that memory holds their places only."""
    yield HEAD
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events"
        places = _gather(read(), path)
        with path.open("rb") as events:
            for case, lines in places.items():
                yield f'\t<trace>\n\t\t<string key="concept:name" value={_quoted(case)}/>\n'
                for begin, size in lines:
                    events.seek(begin)
                    yield events.read(size).decode()
                yield "\t</trace>\n"
    yield "</log>\n"


def _gather(entries: Iterable[Entry], path: Path) -> dict[str, list[tuple[int, int]]]:
    places: dict[str, list[tuple[int, int]]] = {}
    with path.open("wb") as events:
        for entry in entries:
            case = entry.fields.get("item")
            if isinstance(case, str):
                begin = events.tell()
                size = events.write("".join(_event(entry)).encode())
                places.setdefault(case, []).append((begin, size))
    return places


def _event(entry: Entry) -> Iterator[str]:
    yield "\t\t<event>\n"
    yield _attribute("string", "concept:name", entry.event)
    yield _attribute("date", "time:timestamp", f"{entry.ts[:23]}+00:00")
    yield _attribute("string", "nahtlos:line", id_of(entry))
    if (person := person_of(entry)) is not None:
        yield _attribute("string", "org:resource", person)
    for field in OBJECTS:
        if field != "item" and isinstance(name := entry.fields.get(field), str):
            yield _attribute("string", f"nahtlos:{field}", name)
    for name, value in attributes_of(entry):
        match value:
            case bool():
                yield _attribute("boolean", f"nahtlos:{name}", json.dumps(value))
            case int():
                yield _attribute("int", f"nahtlos:{name}", str(value))
            case _:
                yield _attribute("string", f"nahtlos:{name}", value)
    yield "\t\t</event>\n"


def _attribute(kind: str, key: str, value: str) -> str:
    return f"\t\t\t<{kind} key={_quoted(key)} value={_quoted(value)}/>\n"


def _quoted(text: str) -> str:
    return quoteattr(FORBIDDEN.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})

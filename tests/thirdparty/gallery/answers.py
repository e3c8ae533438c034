"""What the server behind the pages answers: suggestions, rows by page, files, and a thank you for what is saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.browser.screen.site import Asked, Reply

TOWNS = (
    "Aachen", "Augsburg", "Bad Homburg", "Berlin", "Bernau", "Bielefeld", "Bremen", "Dresden", "Essen", "Frankenthal",
    "Frankfurt (Oder)", "Frankfurt am Main", "Fürth", "Halle (Saale)", "Hamburg", "Hamm", "Kassel", "Köln", "Leipzig", "Mainz",
    "Neustadt an der Weinstraße", "Nürnberg", "Osnabrück", "Potsdam", "Trier", "Ulm", "Worms",
)  # fmt: skip
PERSONS = tuple(
    {"nr": 1000 + number, "name": f"{first} {last}", "ort": TOWNS[number % len(TOWNS)], "betrag": f"{number * 7 % 500},50 €"}
    for number, (first, last) in enumerate(
        (first, last)
        for last in ("Albers", "Brandt", "Conrad", "Demir", "Ebert", "Fischer", "Graf", "Huber", "Ivanov", "Jansen")
        for first in ("Anna", "Bernd", "Cem", "Dora", "Emil", "Franziska", "Georg", "Hanna", "Ilse", "Jan", "Kira", "Lars")
    )
)
"""120 persons."""


def as_json(value: Any, *, after: float = 0) -> Reply:
    return Reply(body=json.dumps(value, ensure_ascii=False), type="application/json; charset=utf-8", after=after)


def towns(asked: Asked) -> Reply:
    """Towns that begin with what was typed, as lists, or as select2 wants them."""
    query = asked.query.get("q", asked.query.get("term", "")).lower()
    found = [town for town in TOWNS if town.lower().startswith(query)]
    if "select2" in asked.query:
        return as_json({"results": [{"id": town, "text": town} for town in found]}, after=0.2)
    return as_json(found, after=0.2)


def persons(asked: Asked) -> Reply:
    """A page of persons."""
    start, count = int(asked.query.get("von", "0")), int(asked.query.get("zahl", "25"))
    query = asked.query.get("q", "").lower()
    found = [one for one in PERSONS if query in str(one["name"]).lower()]
    return as_json({"gesamt": len(found), "zeilen": found[start : start + count]}, after=0.1)


def data_table(asked: Asked) -> Reply:
    """The answer DataTables expects of a server."""
    start, count = int(asked.query["start"]), int(asked.query["length"])
    query = asked.query.get("search[value]", asked.query.get("search.value", "")).lower()
    found = [one for one in PERSONS if query in str(one["name"]).lower()]
    rows = found[start : start + count]
    return as_json({"draw": int(asked.query["draw"]), "recordsTotal": len(PERSONS), "recordsFiltered": len(found), "data": rows}, after=0.1)


def report(_asked: Asked) -> Reply:
    return Reply(
        body=b"%PDF-1.4\n%%EOF\n", type="application/pdf",
        headers=(("Content-Disposition", 'attachment; filename="Bescheid.pdf"'),),
    )  # fmt: skip


def thanks(_asked: Asked) -> Reply:
    return as_json({"ok": True}, after=0.05)


def late(asked: Asked) -> Reply:
    """A page that answers slowly."""
    return Reply(body=f"<title>Vorgang</title><h1>Vorgang {asked.query.get('nr', '')}</h1><p>Status: offen</p>", after=0.4)


ANSWERS: Mapping[str, Callable[[Asked], Reply]] = {
    "orte": towns, "personen": persons, "datatable": data_table, "bescheid": report, "gespeichert": thanks, "vorgang": late,
    "": lambda _asked: Reply(body="<title>Galerie</title><h1>Galerie</h1>"),
}  # fmt: skip

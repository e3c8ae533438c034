"""The sixteen Länder, by the abbreviations everybody uses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator

from nahtlos.errors import UnknownLand
from nahtlos.model.written import refuse
from nahtlos.reading import Text

LANDS: Mapping[str, str] = MappingProxyType(
    {
        "BB": "Brandenburg",
        "BE": "Berlin",
        "BW": "Baden-Württemberg",
        "BY": "Bayern",
        "HB": "Bremen",
        "HE": "Hessen",
        "HH": "Hamburg",
        "MV": "Mecklenburg-Vorpommern",
        "NI": "Niedersachsen",
        "NW": "Nordrhein-Westfalen",
        "RP": "Rheinland-Pfalz",
        "SH": "Schleswig-Holstein",
        "SL": "Saarland",
        "SN": "Sachsen",
        "ST": "Sachsen-Anhalt",
        "TH": "Thüringen",
    }
)
"""Abbreviation and name."""


def check_land(land: str) -> str:
    """Return the abbreviation, or raise what was probably meant."""
    if land not in LANDS:
        raise UnknownLand(land=land, known=LANDS)
    return land


def _land(value: str) -> str:
    try:
        return check_land(value)
    except UnknownLand as error:
        error.place = value.place if isinstance(value, Text) else None
        raise refuse(error) from None


Land = Annotated[Text, AfterValidator(_land)]
"""The abbreviation of a Land in a file."""

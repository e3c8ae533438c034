"""The server of the *RPA Challenge*: one page that does everything itself, and a note of what was submitted."""

import csv
import itertools
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.cases import Voucher
from nahtlos.practice.truth import Truth
from nahtlos.practice.variation import Variation

PACKAGE = files("nahtlos.practice.rpa_challenge")


def people() -> list[dict[str, str]]:
    """Return what belongs into the fields, by label, round after round."""
    with (PACKAGE / "people.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Challenge:
    """The page, different at every visit, and what came of it."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._visits = itertools.count(1)
        self._page = (PACKAGE / "static" / "index.html").read_text(encoding="utf-8")
        self.submitted: dict[str, list[dict[str, str]]] = {}
        """By visit, the fields of each round as they were submitted."""

    async def page(self, request: Request) -> Response:  # noqa: ARG002 - the signature is given
        """Give the page with a seed of its own."""
        visit = f"{self._seed}-{next(self._visits)}"
        facts = json.dumps({"visit": visit, "people": people()}).replace("<", "\\u003c")
        return HTMLResponse(self._page.replace("{facts}", facts), headers={"Cache-Control": "no-store"})

    async def submit(self, request: Request) -> Response:
        """Note a round."""
        told: dict[str, Any] = await request.json()
        self.submitted.setdefault(told["visit"], []).append(told["fields"])
        return JSONResponse({})

    async def results(self, request: Request) -> Response:  # noqa: ARG002 - the signature is given
        """Say of each visit how many fields were right, counted here and not by the page."""
        return JSONResponse({visit: right(rounds) for visit, rounds in self.submitted.items()})


def right(rounds: Sequence[dict[str, str]]) -> int:
    """Count the fields that hold what belongs into them, letter for letter."""
    pairs = zip(people(), rounds, strict=False)
    return sum(fields.get(label) == value for person, fields in pairs for label, value in person.items())


def create_app(
    *, variation: Variation, vouchers: Sequence[Voucher] = (), truth: Truth | None = None,
    accounts: Accounts | None = None,
) -> Starlette:  # fmt: skip
    """Make the page; it has no accounts and no records, unlike the other practice systems."""
    del vouchers, truth, accounts
    challenge = Challenge(variation.seed)
    return Starlette(
        routes=[
            Route("/", challenge.page),
            Route("/rounds", challenge.submit, methods=["POST"]),
            Route("/results", challenge.results),
        ]
    )

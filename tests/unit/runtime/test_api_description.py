"""The description of the HTTP API says what there is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import yaml
from starlette.routing import Route

from nahtlos.runtime.records import Records
from nahtlos.runtime.service_api import Api, Start, Stop

DESCRIPTION: Any = yaml.safe_load((Path(__file__).parents[3] / "docs/reference/api.yaml").read_text("utf-8"))


def test_every_way_is_described() -> None:
    """Each with its methods, and no others."""
    nothing = cast(Records, SimpleNamespace(ledger=SimpleNamespace(tokens=None), journal=None, clock=None))
    api = Api(records=nothing, schedules={}, check_inputs=lambda *_: None, ring=lambda: None)
    ways = {
        (route.path, method.lower())
        for route in api.routes()
        if isinstance(route, Route) and route.path not in ("/api", "/api/{rest:path}")
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert ways == {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods}


def test_every_field_is_described() -> None:
    """What a caller may send is what the models take."""
    schemas = DESCRIPTION["components"]["schemas"]

    assert {name: set(schemas[name]["properties"]) for name in ("Start", "Stop")} == {
        model.__name__: set(model.model_fields) for model in (Start, Stop)
    }

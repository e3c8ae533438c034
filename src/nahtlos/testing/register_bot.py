"""The bot that operates a `Register`, as the plan knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nahtlos.expressions import Typed
from nahtlos.plan import nodes
from nahtlos.testing.draft import PLACE, Draft

TEXT = Typed(kind="text")
ITEM = {"number": "{{ item.number }}", "name": "{{ item.name }}", "city": "{{ item.city }}"}
"""What `register_plan` writes."""


def register_bot(draft: Draft, **changes: Any) -> nodes.Bot:
    """Return the bot; `changes` replace its parts."""
    resources = {"record": register_record(draft)}
    operations = {operation.name: operation for operation in register_operations(draft)}
    parts: dict[str, Any] = {
        "name": "register", "session": register_session(draft), "resources": resources, "operations": operations,
        "errors": register_errors(draft),
    }  # fmt: skip
    return nodes.Bot(**{**parts, **changes})


def register_session(draft: Draft) -> nodes.Session:
    """Say how to sign in."""
    login = (
        draft.open("/"),
        draft.fill({"Kennung": "{{ secret.user }}", "Kennwort": "{{ secret.password }}"}),
        draft.click({"button": "Anmelden"}),
    )
    return nodes.Session(
        login=login, signed_in=draft.at({"link": "Abmelden"}), signed_out=draft.at({"label": "Kennwort"})
    )


def register_errors(draft: Draft) -> tuple[nodes.ScreenFault, ...]:
    """Name the errors that the register shows."""
    known: Iterable[tuple[Any, Any]] = (
        ({"text": {"starts": "Fehler"}}, "rejected"),
        ({"text": "Bereits vergeben"}, "conflict"),
        ({"text": {"starts": "Störung"}}, "failed"),
        ({"text": "Konto gesperrt"}, "locked"),
    )
    return tuple(
        nodes.ScreenFault(see=draft.at(see), outcome=outcome, say=draft.text("{{ shown }}")) for see, outcome in known
    )


def register_record(draft: Draft, **changes: Any) -> nodes.Resource:
    """Return the resource; `changes` replace its parts."""
    fields = (
        draft.field("number", "Nummer", create_only=True), draft.field("name", "Name", optional=True),
        draft.field("city", "Ort", optional=True),
    )  # fmt: skip
    find = (
        draft.open("/suche", {"nummer": "{{ key.number }}"}),
        draft.row({"Nummer": "{{ key.number }}"}, none={"text": "Keine Treffer"}),
        draft.click({"link": "Öffnen", "in": "row"}),
        draft.expect({"heading": "Akte {{ key.number }}"}),
    )
    create = (draft.open("/neu"), draft.form("all"), draft.save({"button": "Speichern"}))
    update = (draft.form("changed"), draft.save({"button": "Speichern"}))
    listing = (
        draft.open("/liste"),
        draft.table("rows", {"number": "Nummer"}, next={"link": "Weiter"}, total={"text": {"ends": "Datensätze"}}),
    )
    parts: dict[str, Any] = {
        "name": "record", "place": PLACE, "keys": (("number",),), "fields": {field.name: field for field in fields},
        "find": find, "read": (draft.read("all"),), "create": create, "update": update, "list": listing,
        "listed": "rows", "saved": draft.at({"status": "Gespeichert"}),
    }  # fmt: skip
    return nodes.Resource(**{**parts, **changes})


def register_operations(draft: Draft) -> tuple[nodes.Operation, ...]:
    """Return the operations: all records, sending a letter, and whether it was sent."""
    rows = Typed(kind="list")
    return (
        nodes.Operation(
            name="all_records", place=PLACE, inputs={}, outputs={"records": rows},
            steps=(
                draft.open("/liste"),
                draft.table(
                    "records", {"number": "Nummer", "name": "Name", "city": "Ort"}, next={"link": "Weiter"},
                    total={"text": {"ends": "Datensätze"}},
                ),
            ),
        ),
        nodes.Operation(
            name="send_letter", place=PLACE, inputs={"number": TEXT}, outputs={"receipt": TEXT}, effect=True,
            probe="letter_sent",
            steps=(
                draft.open("/schreiben", {"nummer": "{{ inputs.number }}"}),
                draft.save({"button": "Absenden"}),
                draft.set({"receipt": "Q-{{ inputs.number }}"}),
            ),
        ),
        nodes.Operation(
            name="letter_sent", place=PLACE, inputs={"number": TEXT}, outputs={"state": TEXT},
            steps=(
                draft.open("/briefe", {"nummer": "{{ inputs.number }}"}),
                draft.either(
                    ({"text": "Brief verschickt"}, (draft.set({"state": "done"}),)),
                    ({"text": "Kein Brief"}, (draft.set({"state": "not_done"}),)),
                ),
            ),
        ),
    )  # fmt: skip


def register_system(draft: Draft, name: str = "target", **changes: Any) -> nodes.System:
    """Return a system that is a register; its account is `<name>-bot`."""
    parts: dict[str, Any] = {
        "name": name, "bot": register_bot(draft), "address": f"https://{name}.example", "hosts": ((name, 443),),
        "account": f"{name}-bot", "settle": 5.0,
    }  # fmt: skip
    return nodes.System(**{**parts, **changes})


def register_plan(
    draft: Draft, *steps: nodes.Step, resource: nodes.Resource | None = None, bot: Mapping[str, Any] | None = None,
    **changes: Any,
) -> nodes.Plan:  # fmt: skip
    """Return a plan whose items are delivered by `rows.delivered`; without steps, it transfers each into `target`.

    `resource` and the parts of `bot` replace those of `register_bot`, `changes` the parts of the plan.
    """
    steps = steps or (draft.transfer("target.record", ITEM, id="record"),)
    record = [
        nodes.RecordField(name=name, typed=TEXT, optional=name != "number", place=PLACE)
        for name in ("number", "name", "city")
    ]
    resources = {} if resource is None else {"resources": {"record": resource}}
    operated_by = register_bot(draft, **resources, **(bot or {}))
    source = nodes.Do(path="items", place=PLACE, name="rows.delivered", system=None, operation=None)
    parts: dict[str, Any] = {
        "workflow": "move", "title": "Move", "owner": "team", "hash": "0" * 64, "inputs": {}, "steps": steps,
        "process": {"purpose": "a test", "legal_basis": "none"}, "record": {field.name: field for field in record},
        "items": nodes.Items(source=source, key=draft.text("{{ item.number }}")),
        "systems": {"target": register_system(draft, bot=operated_by)},
    }  # fmt: skip
    return nodes.Plan(**{**parts, **changes})

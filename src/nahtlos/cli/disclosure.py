"""The answer to a person who asks what bots did with their data, in German or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nahtlos.engine.wording import Language
from nahtlos.runtime.disclosing import Disclosure

WORDS: Mapping[Language, Mapping[str, str]] = {
    "de": {
        "title": "Auskunft nach Art. 15 DSGVO: Verarbeitung durch nahtlos",
        "none": "Zu dieser Person ist nichts gespeichert.",
        "count": "Vorgänge: {count}. Ein Vorgang kann auch Daten anderer Personen enthalten; prüfen Sie das vor der "
        "Weitergabe.",
        "case": "Vorgang {number}",
        "listed": "gelesen am", "source": "Quelle", "purpose": "Zweck", "legal_basis": "Rechtsgrundlage",
        "recipients": "Empfänger", "kept_for_days": "Speicherdauer (Tage)", "decided_by": "Entscheidung",
        "workflow": "Arbeitsablauf", "version": "Fassung", "outcome": "Ergebnis", "reason": "Begründung",
        "data": "Gelesene Daten", "written": "Geschrieben",
        "erased": "Die Daten dieses Vorgangs wurden gelöscht; dass es ihn gab, belegt das Protokoll.",
        "create": "angelegt", "update": "geändert", "operation": "ausgeführt", "none_": "keine",
        "decided_none": "keine", "decided_prepared": "ein Mensch, vorbereitet", "decided_automatic": "automatisch",
        "done": "erledigt", "skipped": "war schon so", "kept": "bewusst so gelassen", "waiting": "wartet",
        "rejected": "abgewiesen", "failed": "gescheitert", "in_doubt": "ungewiss", "not_done": "nicht geschehen",
        "pending": "offen", "running": "in Arbeit", "intended": "begonnen", "from": "vorher",
    },
    "en": {
        "title": "Access under Article 15 GDPR: processing by nahtlos",
        "none": "Nothing is stored about this person.",
        "count": "Cases: {count}. A case can hold data of other people, too; look before you hand it on.",
        "case": "Case {number}",
        "listed": "read on", "source": "source", "purpose": "purpose", "legal_basis": "legal basis",
        "recipients": "recipients", "kept_for_days": "kept for (days)", "decided_by": "decision",
        "workflow": "workflow", "version": "version", "outcome": "outcome", "reason": "reason",
        "data": "Data that was read", "written": "Written",
        "erased": "The data of this case was erased; the journal proves that there was one.",
        "create": "created", "update": "changed", "operation": "done", "none_": "none",
        "decided_none": "none", "decided_prepared": "a person, prepared", "decided_automatic": "automatic",
        "done": "done", "skipped": "was so already", "kept": "left on purpose", "waiting": "waits",
        "rejected": "rejected", "failed": "failed", "in_doubt": "in doubt", "not_done": "did not happen",
        "pending": "open", "running": "at work", "intended": "begun", "from": "before",
    },
}  # fmt: skip
FACTS = (
    "listed", "source", "purpose", "legal_basis", "recipients", "kept_for_days", "decided_by", "workflow", "version",
    "outcome", "reason",
)  # fmt: skip


def as_text(disclosure: Disclosure, language: Language) -> str:
    """Write what is known as a text that a person can read."""
    words = WORDS[language]
    lines = [words["title"], "=" * len(words["title"]), ""]
    if not disclosure.cases:
        return "\n".join([*lines, words["none"]])
    lines += [words["count"].format(count=len(disclosure.cases))]
    for number, case in enumerate(disclosure.cases, start=1):
        lines += ["", words["case"].format(number=number), "-" * 20, *_case(case, words)]
    return "\n".join(lines)


def _case(case: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    width = max(len(words[name]) for name in FACTS)
    for name in FACTS:
        if case[name] not in (None, "", []):
            yield f"{words[name]:<{width}}  {_fact(name, case[name], words)}"
    if case["is_erased"]:
        yield f"\n{words['erased']}"
        return
    yield from ("", words["data"], *_values(case["data"]))
    for effect in case["written"]:
        what = f"{effect['system']}, {effect['record']}: {words[effect['what']]} ({words[effect['outcome']]})"
        yield from ("", f"{words['written']} {effect['when']}  {what}")
        before = effect["before"] or {}
        for name, value in effect["after"].items():
            old = before.get(name)
            yield f"  {name}: {value}" + (f"  ({words['from']}: {old})" if old not in (None, value) else "")


def _fact(name: str, value: object, words: Mapping[str, str]) -> str:
    match name:
        case "outcome":
            return words[str(value)]
        case "decided_by":
            return words[f"decided_{value}"]
    return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


def _values(values: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, values), default=0)
    yield from (f"  {name:<{width}}  {value}" for name, value in values.items() if value)

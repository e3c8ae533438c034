"""How the screens of one installation are built: order, ids, label binding. Their wording is the same everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from nahtlos.practice.cases import HEADINGS
from nahtlos.practice.casework import receipt
from nahtlos.practice.variation import Binding, Variation

MENU = (
    ("Startseite", "/startseite"),
    ("Gutscheine", "/gutscheine"),
    ("Gutschein suchen", "/gutschein/suchen"),
    ("Gutschein bearbeiten", "/gutschein/bearbeiten"),
    ("Trägersuche", "/traeger"),
)
CONTROLS = {"password": "password", "status": "select", "remark": "textarea"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: its name in the program, and how it stands on the screen."""

    name: str
    label: str
    ident: str
    binding: Binding
    control: str


class Structure:
    """Everything the templates ask about this installation."""

    def __init__(self, variation: Variation) -> None:
        self._variation = variation
        self.colon = variation.choose(("", ":", " :"), "colon")
        self.button = variation.choose(("input", "button"), "button")
        self.take_over = variation.choose(("link", "button"), "take over")
        self.pairs_per_row = variation.choose((1, 2), "pairs per row")
        self.head, self.menu_frame, self.main = (variation.ident(f"frame/{name}") for name in ("head", "menu", "main"))
        self.menu = variation.order(MENU, "menu")
        self.columns = variation.order(list(HEADINGS.items()), "columns")
        self.details = variation.order(list(HEADINGS.items()), "details")
        self.login = self._fields({"user": "Kennung", "password": "Kennwort"}, "login")
        self.search = self._fields({name: HEADINGS[name] for name in ("voucher_no", "last_name")}, "search")
        self.provider_search = self._fields({"provider": HEADINGS["provider"]}, "provider search")
        self.receipt = variation.order(self._fields(receipt.LABELS, "receipt"), "receipt")
        self.shown_number = variation.ident("shown number")
        self.states = {variation.ident(f"state/{state}"): state for state in receipt.STATES}

    def _fields(self, labels: Mapping[str, str], scope: str) -> list[Field]:
        return [
            Field(
                name=name,
                label=label,
                ident=self._variation.ident(f"{scope}/{name}"),
                binding=self._variation.binding(f"{scope}/{name}"),
                control=CONTROLS.get(name, "text"),
            )
            for name, label in labels.items()
        ]


def entered(fields: list[Field], form: Mapping[str, str]) -> dict[str, str]:
    """Translate a submitted form from the ids of this installation into names."""
    return {field.name: form.get(field.ident, "") for field in fields}

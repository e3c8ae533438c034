"""How this installation's forms look: the order of fields, how labels are bound, and how ids begin."""

from typing import Literal, TypedDict

from nahtlos.practice.exchange.reports import FIELDS
from nahtlos.practice.variation import Variation

LabelBinding = Literal["for", "wrap", "aria_label", "aria_labelledby", "plain"]
"""A <label for>, a <label> around the field, aria-label, aria-labelledby, or only a text right before the field."""

BINDINGS: tuple[LabelBinding, ...] = ("for", "wrap", "aria_label", "aria_labelledby", "plain")
OTHER_FIELDS = ("user", "password", "search_voucher_no", "search_last_name")


class Layout(TypedDict):
    """What the page is told about its forms."""

    order: list[str]
    bindings: dict[str, LabelBinding]
    prefix: str


def layout_of(variation: Variation) -> Layout:
    """Lay the forms out as the seed says."""
    return Layout(
        order=variation.order(FIELDS, "report"),
        bindings={name: variation.choose(BINDINGS, f"label/{name}") for name in (*OTHER_FIELDS, *FIELDS)},
        prefix=variation.choose(("r", "field-", "mui-", ":r", "x_"), "prefix"),
    )

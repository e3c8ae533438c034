"""The application *casework*: its routes."""

from collections.abc import Sequence

from starlette.applications import Starlette

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.cases import Voucher
from nahtlos.practice.truth import Truth
from nahtlos.practice.variation import Variation


def create_app(
    *,
    vouchers: Sequence[Voucher],  # noqa: ARG001
    variation: Variation,  # noqa: ARG001
    truth: Truth,  # noqa: ARG001
    accounts: Accounts,  # noqa: ARG001
) -> Starlette:
    """Make the application; the pages follow."""
    return Starlette()

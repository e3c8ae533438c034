"""Secrets from the environment: for machines without a home, and last in the order of trust."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nahtlos.secrets.secret import Secret

PREFIX = "NAHTLOS_SECRET_"


def variable_of(account: str, name: str) -> str:
    """Return the variable of a secret: `casework-bot` and `user` become `NAHTLOS_SECRET_CASEWORK_BOT_USER`."""
    return PREFIX + re.sub(r"\W", "_", f"{account}_{name}".upper())


def find_in(environment: Mapping[str, str], account: str, name: str) -> Secret | None:
    """Return the secret, if its variable is set."""
    text = environment.get(variable_of(account, name))
    return Secret(text) if text else None

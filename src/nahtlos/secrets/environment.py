"""Secrets from the environment: for machines without a home, and last in the order of trust."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nahtlos.secrets.secret import Secret

PREFIX = "NAHTLOS_SECRET_"


def variable_of(account: str, name: str) -> str:
    """Return the variable of a secret: `casework-bot` and `user` become `NAHTLOS_SECRET_CASEWORK_BOT_USER`."""
    return PREFIX + re.sub(r"\W", "_", f"{account}_{name}".upper())


class Environment:
    """Variables of this process; a store that only reads, and warns once about each secret it has."""

    name = "environment"

    def __init__(self, variables: Mapping[str, str], *, warn: Callable[[str], None]) -> None:
        self._variables = variables
        self._warn = warn
        self._warned: set[str] = set()

    def find(self, account: str, name: str) -> Secret | None:
        """Return the secret, if its variable is set."""
        variable = variable_of(account, name)
        text = self._variables.get(variable)
        if not text:
            return None
        if variable not in self._warned:
            self._warned.add(variable)
            self._warn(
                f"{account}.{name} comes from the environment ({variable}), where other programs of this user can "
                f"read it. `nahtlos secrets set {account}.{name}` keeps it encrypted."
            )
        return Secret(text)

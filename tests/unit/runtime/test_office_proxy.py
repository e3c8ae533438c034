"""The proxy of the office is used for what is not reached directly."""

import pytest

from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.office_proxy import is_direct
from nahtlos.runtime.profile import choose_profile
from nahtlos.runtime.workspace import Workspace


@pytest.mark.parametrize(
    ("host", "rules", "direct"),
    [
        ("casework.county.example", ["county.example"], True),  # a name above it
        ("casework.county.example", [".county.example"], True),
        ("county.example", ["county.example"], True),
        ("evilcounty.example", ["county.example"], False),
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("11.1.2.3", ["10.0.0.0/8"], False),
        ("casework.example", ["*"], True),
        ("127.0.0.1", [], True),  # loopback never leaves this computer
        ("localhost", [], True),
        ("casework.example", [], False),
    ],
)
def test_which_hosts_are_direct(host: str, rules: list[str], direct: bool) -> None:
    """Names hold for all names below them, networks for their addresses."""
    assert is_direct(host, rules) is direct


def test_systems_get_the_proxy_of_the_office(workspace: Workspace) -> None:
    """A system far away goes through the proxy, one that has its own keeps it, and one nearby has none."""
    (workspace.root / "config" / "nahtlos.yaml").write_text(
        "proxy: {server: http://proxy.example:3128, no_proxy: near.example}\n"
    )
    (workspace.root / "config" / "systems.yaml").write_text(
        "systems:\n"
        "  far: {bot: casework, address: https://far.example, account: a}\n"
        "  near: {bot: casework, address: https://casework.near.example, account: a}\n"
        "  own: {bot: casework, address: https://own.example, account: a, proxy: http://other.example:8080}\n"
    )

    systems = choose_profile(read_definitions(workspace), None).systems

    assert {name: system.proxy for name, system in systems.items()} == {
        "far": "http://proxy.example:3128", "near": None, "own": "http://other.example:8080",
    }  # fmt: skip

"""Addresses of pages."""

import pytest

from nahtlos.browser.desk import Territory, origin_of
from nahtlos.browser.opening import address_of, is_same_document
from nahtlos.engine.screen import Address


@pytest.mark.parametrize(
    ("base", "path", "query", "address"),
    [
        ("http://a:8", "/x", (), "http://a:8/x"),
        ("http://a/app/", "/x", (), "http://a/app/x"),
        ("http://a/app", "", (), "http://a/app"),
        ("http://a", "/x", (("f[]", "ä b"), ("f[]", "c&d")), "http://a/x?f%5B%5D=%C3%A4+b&f%5B%5D=c%26d"),
        ("http://a", "/x?y=1", (("z", "2"),), "http://a/x?y=1&z=2"),
        ("http://a", "#/x", (("z", "2"),), "http://a/#/x?z=2"),
    ],
)
def test_address_path_and_query_are_joined(
    base: str, path: str, query: tuple[tuple[str, str], ...], address: str
) -> None:
    """The path hangs below the address of the system."""
    assert address_of(base, Address(path=path, query=query)) == address


def test_only_another_hash_loads_nothing() -> None:
    """So the page has to be loaded anew."""
    assert is_same_document("http://a/x#1", "http://a/x#2")
    assert not is_same_document("http://a/x", "http://a/x")
    assert not is_same_document("http://a/x#1", "http://a/y#1")


def test_a_territory_holds_its_origins_only() -> None:
    """Scheme and port belong to an origin."""
    territory = Territory(
        address="https://a/x", origins=frozenset({"https://a"}), login_origins=frozenset({"https://b:8443"})
    )

    assert territory.holds("https://a:443/y")
    assert territory.holds("https://b:8443/")
    assert not territory.holds("http://a/")
    assert not territory.holds("https://a:444/")


def test_an_origin_is_written_as_browsers_write_it() -> None:
    """Without the usual port, an IPv6 address in brackets."""
    assert origin_of("http://[::1]:8080/x") == "http://[::1]:8080"
    assert origin_of("https://A.example:443/x") == "https://a.example"

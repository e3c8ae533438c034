import pytest

from nahtlos.browser.address import HostPort, canonical
from nahtlos.errors import AddressUnusable


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Casework.Example", "casework.example"),
        ("casework.example.", "casework.example"),  # the same host for DNS
        ("bürgeramt.example", "xn--brgeramt-65a.example"),
        ("STRASSE.example", "strasse.example"),
        ("straße.example", "xn--strae-oqa.example"),  # as browsers spell it, not the older "strasse"
        ("my_host", "my_host"),  # Windows servers are called like that
        ("127.0.0.1", "127.0.0.1"),
        ("FD00::1", "fd00::1"),
    ],
)
def test_one_host_has_one_spelling(written: str, compared: str) -> None:
    """Case, a dot at the end and umlauts make no other host."""
    assert compared == canonical(written)


@pytest.mark.parametrize(
    "disguised",
    [
        "127.1",  # browsers read these as IPv4 addresses
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.0x1",
        "127.0.0.1.",
        "127.0.0.01",
        "0.0.0.0",  # reaches loopback on Linux
        "::",
        "::ffff:127.0.0.1",  # IPv4 in IPv6
        "::ffff:7f00:1",
        "0:0:0:0:0:0:0:1",
        "fe80::1%eth0",
        "[::1]",
        "",
        ".",
        "a..b",
        "a b",
        "a\0b",
        "user@host",
        "host/path",
        "-host",
        "a" * 64,
        "xn--\udcff",
    ],
)
def test_an_address_in_disguise_is_no_host(disguised: str) -> None:
    """What can be read in two ways is not compared at all."""
    assert canonical(disguised) is None


def test_an_address_is_written_as_a_browser_does() -> None:
    """IPv6 stands in brackets before a port."""
    assert [
        str(HostPort.of("http://[::1]/x")),
        str(HostPort.of("ws://A.example:8080")),
    ] == ["[::1]:80", "a.example:8080"]


@pytest.mark.parametrize(
    "url", ["casework.example", "ftp://casework.example", "http://a:99999", "http://127.1:80", "x"]
)
def test_what_is_no_exact_place_is_refused(url: str) -> None:
    """A list of addresses holds only what can be compared."""
    with pytest.raises(AddressUnusable):
        HostPort.of(url)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_is_a_port(port: int) -> None:
    """Ports go from 1 to 65535."""
    with pytest.raises(AddressUnusable):
        HostPort(host="a.example", port=port)

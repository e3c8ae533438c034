import pytest

from nahtlos.browser.launch import driver_environment


@pytest.mark.parametrize(
    "name",
    [
        "DEBUG",  # prints every message, with what is filled into fields
        "DEBUGP",
        "DEBUG_FILE",
        "PWDEBUG",
        "PWDEBUGIMPL",
        "NODE_OPTIONS",
        "NODE_DEBUG",
        "SSLKEYLOGFILE",  # keys of every TLS connection
        "CHROME_LOG_FILE",
        "SELENIUM_REMOTE_URL",  # another machine's browser
        "PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK",  # a hole in the fence
        "PLAYWRIGHT_PROXY_BYPASS_FOR_TESTING",
    ],
)
def test_what_makes_the_driver_talk_is_taken_away(name: str) -> None:
    """Values and keys stay out of files and terminals."""
    assert driver_environment({name: "1", "PATH": "/bin"}) == {"PATH": "/bin"}


@pytest.mark.parametrize("name", ["PLAYWRIGHT_BROWSERS_PATH", "PLAYWRIGHT_NODEJS_PATH", "HOME", "LANG", "HTTPS_PROXY"])
def test_what_a_machine_needs_stays(name: str) -> None:
    """The driver still finds its browsers."""
    assert driver_environment({name: "x"}) == {name: "x"}


def test_secrets_of_accounts_are_not_handed_on() -> None:
    """Driver and browser are programs of others: they get the one password they need, through the page."""
    assert driver_environment({"NAHTLOS_SECRET_CASEWORK_BOT_PASSWORD": "x", "PATH": "/bin"}) == {"PATH": "/bin"}

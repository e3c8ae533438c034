from collections.abc import Callable
from pathlib import Path

import pytest

from nahtlos.browser.installed import Machine, find_browser
from nahtlos.errors import BrowserMissing

Install = Callable[[str], Path]


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Put an executable file somewhere on the machine."""

    def put(place: str) -> Path:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o755)
        return path

    return put


def machine(root: Path, platform: str = "linux", *, is_root: bool = False, **environ: str) -> Machine:
    """Describe a machine whose files all lie below one folder."""
    environ = {"PATH": str(root / "usr/bin"), **environ}
    return Machine(platform=platform, environ=environ, home=root / "home/me", is_root=is_root, root=root)


CACHE = "home/me/.cache/ms-playwright"
SHELL = f"{CACHE}/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell"
CHROMIUM = f"{CACHE}/chromium-1255/chrome-linux64/chrome"
IN_ORDER = [
    "usr/bin/chromium-headless-shell",
    SHELL,
    CHROMIUM,
    "usr/bin/google-chrome",
    "usr/bin/microsoft-edge",
    "usr/bin/chromium",
]


def install_all(install: Install, places: list[str]) -> None:
    for place in places:
        install(place)
        if place.startswith(CACHE):
            install(f"{CACHE}/{place.removeprefix(CACHE).split('/')[1]}/INSTALLATION_COMPLETE")


@pytest.mark.parametrize("first", range(len(IN_ORDER)))
def test_the_smaller_browser_comes_first(first: int, tmp_path: Path, install: Install) -> None:
    """The headless shell, then Playwright's own, then what people use."""
    install_all(install, IN_ORDER[first:])

    found = find_browser(None, machine(tmp_path))

    assert found.executable == tmp_path / IN_ORDER[first]
    assert found.is_headless_shell == (first < 2)


@pytest.mark.parametrize(
    ("platform", "place", "kind"),
    [
        ("linux", "opt/google/chrome/chrome", "chrome"),
        ("linux", "opt/microsoft/msedge/msedge", "msedge"),
        ("linux", "usr/bin/chromium-browser", "chromium"),
        ("darwin", "Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"),
        ("darwin", "home/me/Applications/Chromium.app/Contents/MacOS/Chromium", "chromium"),
        ("win32", "Program Files/Microsoft/Edge/Application/msedge.exe", "msedge"),
        ("win32", "Local/Google/Chrome/Application/chrome.exe", "chrome"),
    ],
)
def test_a_browser_is_found_where_its_maker_puts_it(
    platform: str, place: str, kind: str, tmp_path: Path, install: Install
) -> None:
    """On Linux, macOS and Windows."""
    install(place)
    here = machine(
        tmp_path, platform, PROGRAMFILES=str(tmp_path / "Program Files"), LOCALAPPDATA=str(tmp_path / "Local")
    )

    found = find_browser(None, here)

    assert (found.kind, found.executable) == (kind, tmp_path / place)


@pytest.mark.parametrize(
    ("platform", "cache", "executable"),
    [
        ("linux", "home/me/.cache", "chromium_headless_shell-1148/chrome-linux/headless_shell"),  # the older name
        (
            "darwin",
            "home/me/Library/Caches",
            "chromium_headless_shell-9/chrome-headless-shell-mac-arm64/chrome-headless-shell",
        ),
        ("win32", "Local", "chromium_headless_shell-9/chrome-headless-shell-win64/chrome-headless-shell.exe"),
        ("linux", "xdg", "chromium-9/chrome-linux64/chrome"),
        (
            "darwin",
            "home/me/Library/Caches",
            "chromium-9/chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Chrome",
        ),
        ("win32", "Local", "chromium-9/chrome-win64/chrome.exe"),
    ],
)
def test_what_playwright_downloaded_is_found(
    platform: str, cache: str, executable: str, tmp_path: Path, install: Install
) -> None:
    """In its cache, without asking it."""
    place = f"{cache}/ms-playwright/{executable}"
    install(f"{cache}/ms-playwright/{Path(executable).parts[0]}/INSTALLATION_COMPLETE")
    install(place)
    xdg = str(tmp_path / "xdg") if cache == "xdg" else ""

    found = find_browser(None, machine(tmp_path, platform, LOCALAPPDATA=str(tmp_path / "Local"), XDG_CACHE_HOME=xdg))

    assert found.executable == tmp_path / place


def test_a_cache_elsewhere_is_looked_into(tmp_path: Path, install: Install) -> None:
    """PLAYWRIGHT_BROWSERS_PATH names it."""
    install("browsers/chromium-1/INSTALLATION_COMPLETE")
    install("browsers/chromium-1/chrome-linux64/chrome")

    found = find_browser(None, machine(tmp_path, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "browsers")))

    assert found.executable == tmp_path / "browsers/chromium-1/chrome-linux64/chrome"


def test_a_cache_inside_the_package_is_looked_into(tmp_path: Path) -> None:
    """0 stands for the package itself; none is there in a checkout."""
    with pytest.raises(BrowserMissing):
        find_browser(None, machine(tmp_path, PLAYWRIGHT_BROWSERS_PATH="0"))


def test_the_newest_complete_download_is_taken(tmp_path: Path, install: Install) -> None:
    """A download that was broken off does not count."""
    for revision in (998, 1255, 1300):
        install(f"{CACHE}/chromium-{revision}/chrome-linux64/chrome")
    for revision in (998, 1255):
        install(f"{CACHE}/chromium-{revision}/INSTALLATION_COMPLETE")

    assert find_browser(None, machine(tmp_path)).executable == tmp_path / CHROMIUM


def test_a_browser_that_shows_windows_is_no_headless_shell(tmp_path: Path, install: Install) -> None:
    """A bot that is watched needs the full browser."""
    install_all(install, IN_ORDER)

    assert find_browser(None, machine(tmp_path), windows=True).executable == tmp_path / CHROMIUM


def test_a_wish_for_a_kind_is_kept(tmp_path: Path, install: Install) -> None:
    """Edge, although others come first."""
    install_all(install, IN_ORDER)

    assert find_browser("msedge", machine(tmp_path)).executable == tmp_path / "usr/bin/microsoft-edge"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("my-headless_shell", "chromium-headless-shell"),
        ("Microsoft Edge", "msedge"),
        ("chrome.exe", "chrome"),
        ("ungoogled", "chromium"),
    ],
)
def test_a_wish_for_a_path_is_kept(name: str, kind: str, tmp_path: Path, install: Install) -> None:
    """The kind is guessed from its name."""
    wish = install(f"somewhere/{name}")

    found = find_browser(str(wish), machine(tmp_path))

    assert (found.kind, found.executable) == (kind, wish)


@pytest.mark.parametrize("wish", ["/nowhere/chrome", "no-such-command", "chrome"])
def test_a_wish_that_is_not_there_is_an_error(wish: str, tmp_path: Path, install: Install) -> None:
    """Another browser is not taken silently."""
    install("usr/bin/chromium")

    with pytest.raises(BrowserMissing, match=wish):
        find_browser(wish, machine(tmp_path))


def test_no_browser_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """One sentence, and the commands."""
    with pytest.raises(BrowserMissing, match="`nahtlos browser install`"):
        find_browser(None, machine(tmp_path))


def test_a_file_that_cannot_be_run_is_no_browser(tmp_path: Path, install: Install) -> None:
    """A folder or a text of that name does not count."""
    install("opt/google/chrome/chrome").chmod(0o644)

    with pytest.raises(BrowserMissing):
        find_browser(None, machine(tmp_path))


@pytest.mark.parametrize(
    ("platform", "is_root", "sandbox"), [("linux", True, False), ("linux", False, True), ("darwin", True, True)]
)
def test_only_root_on_linux_goes_without_a_sandbox(
    platform: str, is_root: bool, sandbox: bool, tmp_path: Path, install: Install
) -> None:
    """Everybody else keeps it."""
    install("usr/bin/chromium")

    assert find_browser(None, machine(tmp_path, platform, is_root=is_root)).sandbox == sandbox

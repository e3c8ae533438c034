import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nahtlos.browser.installed import Machine
from nahtlos.browser.installing import Tell, install_browser, run_command
from nahtlos.errors import BrowserNotInstalled


class Shop:
    """Runs nothing, but puts a browser on the machine when the right command comes."""

    def __init__(self, root: Path, sells_at: str) -> None:
        self.root = root
        self.sells_at = sells_at
        self.ran: list[str] = []

    def __call__(self, command: Sequence[str], *, environ: Mapping[str, str], tell: Tell) -> None:
        assert environ["DEBIAN_FRONTEND"] == "noninteractive"
        self.ran.append(" ".join([Path(command[0]).name, *command[1:]]))
        tell("working")
        if self.sells_at in self.ran[-1]:
            (self.root / "chromium-headless-shell").touch(mode=0o755)


def machine(root: Path, *, is_root: bool = True, has_apt: bool = True) -> Machine:
    if has_apt:
        (root / "apt-get").touch(mode=0o755)
    return Machine(platform="linux", environ={"PATH": str(root)}, home=root / "home", is_root=is_root, root=root)


PYTHON = Path(sys.executable).name
APT = ["apt-get update", "apt-get install --yes --no-install-recommends chromium-headless-shell"]


def test_root_on_debian_uses_the_package_system(tmp_path: Path) -> None:
    """It brings the libraries, and updates with the machine."""
    shop, told = Shop(tmp_path, "apt-get install"), list[str]()

    found = install_browser(machine(tmp_path), tell=told.append, run=shop)

    assert found.executable == tmp_path / "chromium-headless-shell"
    assert shop.ran == APT
    assert told == [f"$ {tmp_path}/{APT[0]}", "working", f"$ {tmp_path}/{APT[1]}", "working"]


def test_playwright_downloads_where_the_package_system_has_none(tmp_path: Path) -> None:
    """Ubuntu has no such package."""
    shop = Shop(tmp_path, "playwright")

    install_browser(machine(tmp_path), tell=lambda line: None, run=shop)

    assert shop.ran == [*APT, f"{PYTHON} -m playwright install --with-deps chromium-headless-shell"]


@pytest.mark.parametrize(("is_root", "has_apt"), [(False, True), (True, False)])
def test_others_let_playwright_download(is_root: bool, has_apt: bool, tmp_path: Path) -> None:
    """Libraries of the system are for root to install."""
    shop = Shop(tmp_path, "playwright")

    install_browser(machine(tmp_path, is_root=is_root, has_apt=has_apt), tell=lambda line: None, run=shop)

    assert shop.ran == [f"{PYTHON} -m playwright install chromium-headless-shell"]


def test_when_nothing_helps_it_says_what_was_tried(tmp_path: Path) -> None:
    """A person takes over from there."""
    with pytest.raises(BrowserNotInstalled, match=r"apt-get install.*; .*playwright install"):
        install_browser(machine(tmp_path), tell=lambda line: None, run=Shop(tmp_path, "nowhere"))


def test_a_command_tells_each_line_as_it_comes() -> None:
    """Progress bars are lines too."""
    told = list[str]()

    run_command([sys.executable, "-c", "print('10 %\\r20 %\\n\\nJörg')"], environ={"PYTHONUTF8": "1"}, tell=told.append)

    assert told == ["10 %", "20 %", "Jörg"]


def test_a_command_that_is_not_there_is_told() -> None:
    """Nothing is raised; the next way is tried."""
    told = list[str]()

    run_command(["/no/such/command"], environ={}, tell=told.append)

    assert told == ["/no/such/command: No such file or directory"]

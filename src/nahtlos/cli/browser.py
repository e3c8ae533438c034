"""`nahtlos browser`."""

from __future__ import annotations

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.status import Status

app = new_app("Install a browser.")


@command(app, "install", example="nahtlos browser install")
def install(*, as_json: AsJson = False) -> Status:
    """Install chromium-headless-shell, unless a browser is there that will do."""
    import os

    from nahtlos.browser.installed import Machine, find_browser
    from nahtlos.browser.installing import install_browser
    from nahtlos.errors import BrowserMissing

    machine = Machine.this(os.environ)
    try:
        browser, is_new = find_browser(None, machine), False
    except BrowserMissing:
        browser, is_new = install_browser(machine, tell=complain), True
    if as_json:
        say_json({"kind": browser.kind, "executable": str(browser.executable), "installed_now": is_new})
    else:
        say(f"{'Installed' if is_new else 'Already there'}: {browser.kind}, {browser.executable}")
    return Status.DONE

"""A yaml-language-server of our own, spoken to as VS Code does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[3] / ".thirdparty" / "editor"
SERVER = HOME / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


@dataclass(slots=True, kw_only=True)
class Editor:
    """A workspace opened in an editor."""

    root: Path
    process: subprocess.Popen[bytes]
    settings: dict[str, Any]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self, name: str, text: str | None = None) -> list[str]:
        """Open a file and return what is underlined in it: line and message."""
        uri = (self.root / name).as_uri()
        written = (self.root / name).read_text(encoding="utf-8") if text is None else text
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": written}
        self._say(method="textDocument/didOpen", params={"textDocument": document})
        while True:
            told = self._hear()
            if told.get("method") == "textDocument/publishDiagnostics" and told["params"]["uri"] == uri:
                found = told["params"]["diagnostics"]
                return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in found]

    def offers(self, name: str, *, line: int, column: int) -> list[str]:
        """Return what may be written at a place."""
        found = self.ask("textDocument/completion", **self._at(name, line, column))
        return [one["label"] for one in (found["items"] if isinstance(found, dict) else found)]

    def tells(self, name: str, *, line: int, column: int) -> str:
        """Return what is shown for a word."""
        return str(self.ask("textDocument/hover", **self._at(name, line, column))["contents"]["value"])

    def ask(self, method: str, **params: Any) -> Any:
        """Ask, and wait for the answer."""
        number = next(self.numbers)
        self._say(id=number, method=method, params=params)
        while True:
            told = self._hear()
            if told.get("id") == number and "method" not in told:
                return told.get("result")

    def start(self) -> None:
        """Greet the server and tell it the settings of the workspace."""
        folder = {"uri": self.root.as_uri(), "name": self.root.name}
        able = {"workspace": {"configuration": True, "workspaceFolders": True}}
        self.ask(
            "initialize", processId=None, rootUri=folder["uri"], workspaceFolders=[folder], capabilities=able
        )
        self._say(method="initialized", params={})
        self._say(method="workspace/didChangeConfiguration", params={"settings": self.settings})

    def _at(self, name: str, line: int, column: int) -> dict[str, Any]:
        position = {"line": line - 1, "character": column - 1}
        return {"textDocument": {"uri": (self.root / name).as_uri()}, "position": position}

    def _say(self, **message: Any) -> None:
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        size = 0
        while (line := self.process.stdout.readline().strip()) or not size:
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        told: dict[str, Any] = json.loads(self.process.stdout.read(size))
        if "method" in told and "id" in told:
            wanted = told["params"].get("items", []) if told["method"] == "workspace/configuration" else None
            answer = None if wanted is None else [self.settings.get(one.get("section", ""), {}) for one in wanted]
            self._say(id=told["id"], result=answer)
        return told


@contextmanager
def opened(root: Path) -> Iterator[Editor]:
    """Open a workspace with its own settings."""
    written = json.loads((root / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    yaml = {"schemas": written["yaml.schemas"], "schemaStore": {"enable": False}, "completion": True, "hover": True}
    with subprocess.Popen(
        ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            editor = Editor(root=root, process=process, settings={"yaml": {**yaml, "validate": True}})
            editor.start()
            yield editor
        finally:
            process.terminate()

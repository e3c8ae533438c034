"""Faults of a screen: the system answers, and what it answers is changed on the way."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import MutableHeaders

from nahtlos.practice.faults.fault import Call, Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Fault):
    """Changes the text of an answer; a kind says how in `change`, or gives a `script` that runs first in the page."""

    media: ClassVar[str] = "text/html"
    """Only answers of this type are changed."""

    def change(self, text: str) -> str:
        """Return the text as it is to arrive."""
        return with_script(text, self.script())

    def script(self) -> str:
        """Return what runs in the page before anything else does."""
        return ""

    async def strike(self, call: Call) -> None:
        """Hold the answer until it is complete, change it, send it."""
        start: MutableMapping[str, Any] = {}
        parts: list[bytes] = []

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(raw=start["headers"])
            body = b"".join(parts)
            if headers.get("content-type", "").startswith(self.media):
                body = self.change(body.decode()).encode()
                headers["content-length"] = str(len(body))
                headers["cache-control"] = "no-store"
            await call.send(start)
            await call.send({"type": "http.response.body", "body": body})

        await call.go_on(send=send)


def with_script(html: str, script: str) -> str:
    """Put a script where it runs before those of the page."""
    if not script:
        return html
    head, found, rest = html.partition("<head>")
    return f"{head}{found}<script>{script}</script>{rest}" if found else f"<script>{script}</script>{html}"

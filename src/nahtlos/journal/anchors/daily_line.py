"""The daily line: how long each chain is and its root, to where those who run nahtlos cannot write afterwards."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, TypeAlias

from nahtlos.errors import AnchorAway
from nahtlos.journal.disk import Disk

Security: TypeAlias = Literal["starttls", "tls", "none"]
LEGEND = (
    "This is how far the journal of nahtlos was. Keep this message: `nahtlos audit verify --anchor FILE` compares the\n"
    "journal with it. A line says when, which chain, how many lines, and the hash over all of them.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFile:
    """A file that only grows, on another machine or drive."""

    name: str
    path: Path
    disk: Disk

    def send(self, statement: str) -> None:
        """Write the lines behind the others; raises `AnchorAway`."""
        try:
            descriptor = self.disk.open_to_append(self.path)
            try:
                self.disk.append(descriptor, statement.encode())
                self.disk.sync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            problem = f"{self.path} cannot be written ({error.strerror or error})"
            raise AnchorAway(anchor=self.name, problem=problem) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMail:
    """A mailbox."""

    name: str
    server: tuple[str, int]
    sender: str
    to: tuple[str, ...]
    security: Security
    trust: ssl.SSLContext
    timeout: float = 30.0

    def send(self, statement: str) -> None:
        """Send the lines as a mail that says what they are; raises `AnchorAway`."""
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=self.trust)
                server.send_message(self._message(statement))
        except (OSError, smtplib.SMTPException) as error:
            # Answers of servers may quote addresses; their kind says enough.
            problem = f"the mail server {self.server[0]} did not take the mail ({type(error).__name__})"
            raise AnchorAway(anchor=self.name, problem=problem) from None

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server
        if self.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self.timeout, context=self.trust)
        return smtplib.SMTP(host, port, timeout=self.timeout)

    def _message(self, statement: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = f"nahtlos: the journal on {statement[:10]}"
        message["From"] = self.sender
        message["To"] = ", ".join(self.to)
        message.set_content(f"{statement}\n{LEGEND}", cte="7bit")
        return message

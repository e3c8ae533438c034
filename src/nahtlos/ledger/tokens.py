"""Questions about tokens: who may call the HTTP API, and what they may do. Only hashes are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from nahtlos.engine.access import Token
from nahtlos.engine.ports import Clock
from nahtlos.ledger.tables import tokens
from nahtlos.ledger.writer import Writer

_ALL: Final = select(tokens).order_by(tokens.c.name)
_ONE: Final = select(tokens).where(tokens.c.name == bindparam("this"))
_REMOVE: Final = delete(tokens).where(tokens.c.name == bindparam("this"))


class SqlTokens:
    """Tokens in a database; `SqlLedger.tokens`."""

    def __init__(self, *, writer: Writer, clock: Clock) -> None:
        self._ask = writer.ask
        self._clock = clock

    async def add(self, token: Token) -> bool:
        """Keep one; False: the name is taken."""
        return await self._ask(partial(add_token, token=token, now=self._clock.now()))

    async def remove(self, name: str) -> bool:
        """Keep it no longer; False: there was none."""
        return await self._ask(partial(remove_token, name=name))

    async def list(self) -> Sequence[Token]:
        """Return all of them."""
        return await self._ask(all_tokens)


# ------------------------------------------------------------------ one function per question


def add_token(connection: Connection, *, token: Token, now: datetime) -> bool:
    """Keep a token, unless its name is taken."""
    if connection.execute(_ONE, {"this": token.name}).one_or_none() is not None:
        return False
    row = {
        "name": token.name, "hash": token.hash, "may": tuple(token.may), "added_by": token.added_by,
        "added_at": now, "until": token.until,
    }  # fmt: skip
    connection.execute(insert(tokens), row)
    return True


def remove_token(connection: Connection, *, name: str) -> bool:
    """Keep a token no longer."""
    return connection.execute(_REMOVE, {"this": name}).rowcount > 0


def all_tokens(connection: Connection) -> Sequence[Token]:
    """Return all tokens."""
    return [_token(row) for row in connection.execute(_ALL)]


def _token(row: Row[Any]) -> Token:
    return Token(
        name=row.name, hash=row.hash, may=row.may, added_by=row.added_by, added_at=row.added_at, until=row.until
    )

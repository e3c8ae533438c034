"""Answered items by an index that SQLite prefers: it went through all items of a run for each that was taken.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the index anew; one with the columns of another is chosen by chance."""
    op.drop_index("answered_items", "items")
    op.create_index(
        "answered_items", "items", ["run", "is_answered", "line"],
        sqlite_where=sa.text("is_answered = 1"), postgresql_where=sa.text("is_answered"),
    )  # fmt: skip

"""Shifts: which process works on a run and who asked it to stop; and the tokens of the HTTP API.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create both."""
    op.create_table(
        "shifts",
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("worker", sa.Integer, sa.ForeignKey("workers.id"), primary_key=True),
        sa.Column("begun_at", sa.Text, nullable=False),
        sa.Column("stop_by", sa.Text),
        sa.Column("stop_at", sa.Text),
        sa.Column("stop_reason", sa.LargeBinary),
        sa.Column("ended_at", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("private", sa.LargeBinary),
    )
    op.create_table(
        "tokens",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("may", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
    )

"""Privacy: what was erased when, who asked for what is known about a person, and what may not be erased.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create both tables, and note erasures beside the items."""
    op.add_column("items", sa.Column("erased_at", sa.Text))
    op.create_table(
        "requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("use", sa.Text, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("requested_at", sa.Text, nullable=False),
        sa.Column("granted_by", sa.Text),
        sa.Column("granted_at", sa.Text),
        sa.Column("private", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "holds",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("held_by", sa.Text, nullable=False),
        sa.Column("held_at", sa.Text, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
    )

"""Sightings: files that have arrived, so that each is looked at once.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "sightings",
        sa.Column("schedule", sa.Text, primary_key=True),
        sa.Column("sighting", sa.Text, primary_key=True),
        sa.Column("seen_at", sa.Text, nullable=False),
    )

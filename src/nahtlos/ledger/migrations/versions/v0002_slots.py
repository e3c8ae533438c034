"""Slots: everything that starts a run by itself, and the schedules they belong to.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create both, and the row that only one taker at a time holds."""
    op.execute("INSERT INTO meta (name, value) VALUES ('taking', 'one taker at a time')")
    op.create_table(
        "schedules",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("paused_by", sa.Text),
        sa.Column("paused_at", sa.Text),
    )
    op.create_table(
        "slots",
        sa.Column("schedule", sa.Text, primary_key=True),
        sa.Column("slot", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("profile", sa.Text),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("deadline", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("run", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("not_before", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.Integer, sa.ForeignKey("workers.id")),
        sa.Column("taken_at", sa.Text),
        sa.Column("ended_at", sa.Text),
        sa.Column("private", sa.LargeBinary),
    )
    op.create_index("slots_by_due", "slots", ["schedule", "kind", "due_at"])
    op.create_index("slots_by_state", "slots", ["state", "rank", "due_at"])
    op.create_index("slots_by_run", "slots", ["run"])
    is_running = sa.text("state = 'running'")
    op.create_index(
        "one_running_slot_per_workflow", "slots", ["workflow"], unique=True,
        sqlite_where=is_running, postgresql_where=is_running,
    )  # fmt: skip

"""The first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO meta (name, value) VALUES ('listing', 'one list at a time')")
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("lifeline", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("lease_until", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
    )
    _runs_and_items()
    _steps_and_effects()
    _people_and_stops()


def _runs_and_items() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("workflow_hash", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("profile", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stated_total", sa.Integer),
        sa.Column("left_out", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("sealed_key", sa.LargeBinary),
        sa.Column("private", sa.LargeBinary, nullable=False),
    )
    op.create_index("runs_by_workflow", "runs", ["workflow", "started_at"])
    op.create_table(
        "items",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("run", sa.Text, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.Integer, sa.ForeignKey("workers.id")),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("is_answered", sa.Boolean, nullable=False),
        sa.Column("left_at", sa.Text),
        sa.Column("sealed_key", sa.LargeBinary),
        sa.Column("private", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.LargeBinary),
    )
    op.create_index("items_by_state", "items", ["run", "state", "line"])
    is_open = sa.text("state <> 'finished'")
    op.create_index(
        "one_open_item_per_key",
        "items",
        ["workflow", "key_hash"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index(
        "answered_items",
        "items",
        ["run", "line"],
        sqlite_where=sa.text("is_answered = 1"),
        postgresql_where=sa.text("is_answered"),
    )


def _steps_and_effects() -> None:
    op.create_table(
        "steps",
        sa.Column("item", sa.Text, sa.ForeignKey("items.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("binds", sa.Text),
        sa.Column("private", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "effects",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("run", sa.Text, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("item", sa.Text, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("system", sa.Text, nullable=False),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("intended_at", sa.Text, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("private", sa.LargeBinary, nullable=False),
        sa.Column("found", sa.LargeBinary),
        sa.Column("intent_stream", sa.Text),
        sa.Column("intent_seq", sa.BigInteger),
        sa.Column("result_stream", sa.Text),
        sa.Column("result_seq", sa.BigInteger),
    )
    op.create_index("effects_by_item", "effects", ["item", "number"], unique=True)
    op.create_index("effects_by_run", "effects", ["run"])
    op.create_table(
        "locks",
        sa.Column("system", sa.Text, primary_key=True),
        sa.Column("resource", sa.Text, primary_key=True),
        sa.Column("key_hash", sa.Text, primary_key=True),
        sa.Column("effect", sa.Text, sa.ForeignKey("effects.id"), nullable=False),
        sa.Column("item", sa.Text, sa.ForeignKey("items.id"), nullable=False),
        sqlite_with_rowid=False,
    )


def _people_and_stops() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("item", sa.Text, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("binds", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("private", sa.LargeBinary, nullable=False),
        sa.Column("line_stream", sa.Text),
        sa.Column("line_seq", sa.BigInteger),
    )
    op.create_index("decisions_by_item", "decisions", ["item", "number"], unique=True)
    op.create_table(
        "accounts",
        sa.Column("system", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("locked_at", sa.Text, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "pauses",
        sa.Column("system", sa.Text, primary_key=True),
        sa.Column("paused_by", sa.Text, nullable=False),
        sa.Column("paused_at", sa.Text, nullable=False),
    )

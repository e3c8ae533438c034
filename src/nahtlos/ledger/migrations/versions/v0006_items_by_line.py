"""Items by line: a run of 100,000 cases is gone through a page at a time.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the index."""
    op.create_index("items_by_line", "items", ["run", "line"])

"""Lets Alembic work on the connection that the ledger has open, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

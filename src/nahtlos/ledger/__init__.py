"""The state: runs, items, steps, effects, decisions, locks and workers, in SQLite or PostgreSQL.

    opening.py   open_ledger: the door
    ledger.py    Ledger: the engine's port, and the questions of the command line
    writer.py    the one thread that owns the connection: group commit, rides
    workers.py   leases: who is alive, and who is gone
    queue.py     SqlSlots: the port of whatever starts runs by itself
    shifts.py tokens.py arrivals.py   SqlShifts, SqlTokens, SqlArrivals: who works, who may call, what has arrived
    runs.py listing.py claims.py items.py steps.py effects.py decisions.py stops.py
    slots.py schedules.py
                 one named function per question
    tables.py schema.py migrations/   what the database looks like
    database.py sqlite.py postgresql.py drives.py faults.py   the two kinds of database
    payload.py keys.py   values as typed JSON, sealed with the item's own key

It knows no workflow, no plan and no journal.
"""

"""When runs begin: due times, what missed them, and what else starts a run. Knows no browser."""

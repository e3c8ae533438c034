"""From a plan to outcomes: attempt, effect protocol, retry, balance. Knows no file, no SQL, no browser."""

"""Questions that auditors ask, each answered from the lines of the journal alone; no values, so nothing to reveal."""

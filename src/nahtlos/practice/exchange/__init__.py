"""The practice system *exchange* ("Teilnahmemeldung"), in the manner of today: one page and a JSON interface."""

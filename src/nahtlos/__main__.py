"""`python -m nahtlos` is the program `nahtlos`."""

from nahtlos.cli import main

main()

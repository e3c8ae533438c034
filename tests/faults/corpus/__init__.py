"""Broken, odd and hostile files, each with its verdict beside it.

`yaml/` and `csv/` hold the files that are small, `generated.py` makes those that are large. What is said of
`yaml/NAME.yaml` stands in `yaml/NAME.txt`. `python -m tests.faults.corpus` writes all verdicts anew; read them before
you commit, they are part of the product.
"""

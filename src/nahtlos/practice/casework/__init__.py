"""*casework*: a specialist system in the manner of 2005, where the vouchers are approved and the receipts come back."""

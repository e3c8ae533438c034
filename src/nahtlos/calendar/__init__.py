"""Working days, public holidays by Land, and deadlines of law."""

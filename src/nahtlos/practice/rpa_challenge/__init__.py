"""The *RPA Challenge*: ten rounds of seven fields whose labels are not bound, and which move in every round."""

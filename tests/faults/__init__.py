"""What goes wrong out there: one module for each row of the fault matrix, each ending with the checker."""

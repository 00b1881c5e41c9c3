"""Measures over readings, and the tables that docs/validation.md shows: one measure a module. NumPy alone."""

"""Hands and things before a face, drawn: skin, nails, sleeves, and what is held or worn there."""

"""Reads a dataset's folder and trusts nothing in it: files, records, what is declared, and findings."""

"""The auditor: proves from a dataset's folder alone that it is what its design declares, and says what is in it."""

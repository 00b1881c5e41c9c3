"""A dataset into the same dataset with another codec."""

"""What other people's tools read of a dataset: Croissant, datasheet, citation, signature."""

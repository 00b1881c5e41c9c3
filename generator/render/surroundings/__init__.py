"""What stands round about a person: drawn rooms and skies, and panoramas of the user's; seen, and as light."""

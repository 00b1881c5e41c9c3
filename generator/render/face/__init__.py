"""Eyes, lashes, mouth and teeth."""

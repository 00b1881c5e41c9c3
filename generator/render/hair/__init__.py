"""Hair, beards and brows: grown on the skull, drawn as cards, painted on the skin."""

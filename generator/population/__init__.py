"""Drawing people: who is wanted, faces drawn by a seeded sampler, and which of them are kept."""

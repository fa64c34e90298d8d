"""Rules about load that grows faster than what carries it."""

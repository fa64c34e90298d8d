"""Rules about what distance costs, and about where a service or data may be."""

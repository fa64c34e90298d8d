"""Rules about who can reach what, and about data that must not be seen."""

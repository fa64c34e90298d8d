"""Rules about code that waits for other code."""

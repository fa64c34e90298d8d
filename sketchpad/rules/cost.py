"""Rules about money: the ceiling, and ways to spend less."""

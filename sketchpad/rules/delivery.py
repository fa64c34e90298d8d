"""Rules about who gets a message: its consumers, what failed, how long it is hidden."""

"""Rules about the order of messages, and about reading them again."""

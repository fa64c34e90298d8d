"""Rules about what a failure of one part or one zone takes with it."""

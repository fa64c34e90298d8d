"""Rules about the requirements themselves."""

"""Rules about the capacity of streams and buses."""

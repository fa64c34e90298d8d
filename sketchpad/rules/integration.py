"""Rules about how services depend on each other."""

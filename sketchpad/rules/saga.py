"""Rules about business transactions that several services make together."""

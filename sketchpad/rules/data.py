"""Rules about where data is kept and who may write it."""

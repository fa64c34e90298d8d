"""Rules about how soon and how completely a design comes back."""

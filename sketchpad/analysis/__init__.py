"""A design in figures: how long, how much, how many. Pure functions over lenses; units stand in each docstring."""

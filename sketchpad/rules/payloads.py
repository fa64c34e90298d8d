"""Rules about what a front door or a channel lets through: how long, how large."""

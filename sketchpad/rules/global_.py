"""Rules about entry points and copies in several Regions."""

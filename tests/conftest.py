"""What every test may use."""

pytest_plugins = ["faults.tallies"]

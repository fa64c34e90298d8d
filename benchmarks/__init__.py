"""What `make bench` measures: ratios and growth, within one run, on this machine."""

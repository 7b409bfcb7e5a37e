"""Comparisons that `make bench` runs: side by side, interleaved, ratios only."""

"""How fast the site is, as ratios to floors on the same server: `make bench`, that is `python -m tests.bench`.

A database of its own is filled once and kept as a template; every run gets a copy. Figures are medians of interleaved
requests over real HTTP, signed in.
"""

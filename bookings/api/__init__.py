"""The same doors for programs: what is free, what it costs, booking. docs/availability.md lists them."""

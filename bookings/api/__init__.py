"""The same doors for programs: what is free, what it costs, booking and looking back. docs/availability.md lists them."""

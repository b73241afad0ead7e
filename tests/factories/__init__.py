"""How tests make things: states as constructors, defaults that make sense, nothing that a test did not ask for."""

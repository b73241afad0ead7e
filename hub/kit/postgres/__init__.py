"""Django's PostgreSQL backend, which sees without asking that a connection is there, and prepares statements."""

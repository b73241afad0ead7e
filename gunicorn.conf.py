"""Read by every gunicorn that is started here, whatever its command says."""

logger_class = "hub.logs.WebLogger"

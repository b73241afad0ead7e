from django.apps import AppConfig


class KitConfig(AppConfig):
    """What every room stands on: money, periods, refs, refusals, transactions, outbox, audit."""

    name = "hub.kit"
    label = "kit"

    def ready(self) -> None:
        from hub.kit import checks  # noqa: F401

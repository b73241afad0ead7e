from datetime import datetime

from facilities.models import HouseRules, Hub


def current_house_rules(hub: Hub, now: datetime) -> HouseRules | None:
    """The version that a booking made now must accept; none when the hub has published none."""
    return HouseRules.objects.filter(hub=hub, published_at__lte=now).order_by("-version").first()

"""What editors wrote, as it stands on pages of ours."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from cms.models.pages import Home, HubPage, RegionPage
from facilities.models import Hub
from members.models import Region


def written_for_home(language: str) -> Home | None:
    """What an editor wrote for the front page, in that language alone."""
    return Home.objects.filter(live=True, locale__language_code=language).select_related("locale").first()


def written_for_hub(hub: Hub, language: str) -> HubPage | None:
    """What is told of a hub, in the reader's language or else the other one; None where nothing is."""
    return _first(HubPage.objects.filter(hub=hub), language)


def written_for_region(region: Region, language: str) -> RegionPage | None:
    """What is told of a region, in the reader's language or else the other one; None where nothing is."""
    return _first(RegionPage.objects.filter(region=region), language)


def _first(pages: "QuerySet[Any]", language: str) -> Any:
    wanted = Case(When(locale__language_code=language, then=Value(0)), default=1, output_field=IntegerField())
    return pages.filter(live=True).select_related("locale").order_by(wanted, "pk").first()

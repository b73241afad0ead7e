"""The pages of a region's figures, as they are read."""

import re

from django.test import Client
from django.urls import reverse

from region.models.white_spots import DISTANCES
from region.rules.quarters import spans
from tests.cast import NOW


def at(name: str, *more: str, region: str = "noord-brabant") -> str:
    return reverse(f"region:{name}", args=[region, *more]).replace("/nl/", "/en/")


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def all_pages(client: Client, kind: str) -> list[str]:
    """Every page at every distance and in every period."""
    near = [
        text(client.get(f"{address}?km={km}"))
        for km in DISTANCES
        for address in (at("analysis"), at("analysis_country"), at("white_spot", kind))
    ]
    used = [text(client.get(f"{at('analysis_use')}?period={each.name}")) for each in spans(NOW.date())]
    return [*near, *used, text(client.get(at("analysis_change"))), text(client.get(at("analysis_field")))]

"""What the tests of the members' pages share."""

import re

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from tests.factories.members import MunicipalityFactory


def url(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"members:{name}", args=args)


def text(response: HttpResponse) -> str:
    """What one reads on the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def details(**changes) -> dict[str, object]:
    return {"name": "Draai", "kind": "makers", "municipality": MunicipalityFactory().pk, **changes}

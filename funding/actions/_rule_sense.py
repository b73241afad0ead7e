"""Conditions that can never hold together are refused: a rule that meets nothing looks as if it gave something."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.models import RateBand
from hub.kit.errors import Refusal


class TownElsewhere(Refusal):
    code = "town_elsewhere"
    status = 400
    message = _("%(town)s is in %(region)s. Leave the region open, or choose that one.")


class KindElsewhere(Refusal):
    code = "kind_elsewhere"
    status = 400
    message = _("%(kind)s is among %(family)s. Leave “For what” open, or choose that one.")


class NoSuchBand(Refusal):
    code = "no_such_band"
    status = 400
    message = _("There is no rate band %(band)s. There are %(bands)s.")


class AfterItsFund(Refusal):
    code = "after_its_fund"
    status = 400
    message = _("The fund ends on %(expires_on)s; a rule that begins later gives nothing.")


def check_rule(conditions: Mapping[str, Any], *, lasts_until: date) -> None:
    """`conditions` are fields of `FundRule`. Raises `TownElsewhere`, `KindElsewhere`, `NoSuchBand`, `AfterItsFund`."""
    town, region = conditions.get("municipality"), conditions.get("region")
    if town and region and town.region_id != region.pk:
        raise TownElsewhere(town=town.name, region=town.region.name)
    kind, family = conditions.get("kind"), conditions.get("family")
    if kind and family and kind.family != family:
        raise KindElsewhere(kind=kind.name, family=kind.get_family_display())
    _check_bands(str(conditions.get("bands") or ""))
    starts_on = conditions.get("starts_on")
    if starts_on and starts_on > lasts_until:
        raise AfterItsFund(expires_on=lasts_until)


def _check_bands(bands: str) -> None:
    """Of any table, past and to come: a fund outlives them. Before there is a table, any code will do."""
    asked = [code.strip() for code in bands.split(",") if code.strip()]
    known = sorted(set(RateBand.objects.values_list("code", flat=True))) if asked else []
    for code in asked:
        if known and code not in known:
            raise NoSuchBand(band=code, bands=", ".join(known))

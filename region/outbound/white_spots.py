"""White spots in words: by kind in a region, by kind and province, and town by town."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities.models import Kind
from members.models import Region
from members.rules.places import SOURCE
from region.models.spots import Nearest, Spot, Spots
from region.models.white_spots import NAMED, Coverage
from region.outbound.figures import (
    Cell,
    How,
    Table,
    about,
    count,
    entry_address,
    in_fives,
    listed,
    percentage,
    word,
)
from region.rules.published import percent

HEAT = (20, 40, 60, 80)


def how_spots(km: int, today: date, since: date) -> How:
    return How(
        _(
            "A town is a white spot of a kind when nothing of that kind is within %(km)d km of its centre, as the "
            "crow flies: neither bookable on this site nor described on the atlas. The share is that of the "
            "organisations seated in towns that have it near."
        )
        % {"km": km},
        _(
            "Live facilities of this site, at their hub; facilities that public entries of the atlas describe, at the "
            "entry; organisations by the town of their seat; public needs that lapsed or are open without an offer. "
            "Towns: %(source)s."
        )
        % {"source": SOURCE},
        _("Facilities and organisations as of %(today)s; needs posted since %(since)s.")
        % {"today": date_format(today), "since": date_format(since)},
        in_fives()
        + " "
        + _(
            "Towns with fewer than five organisations weigh nothing and are still listed. Roads, water and the border "
            "are not looked at, nor is whether a facility has free time. Organisations that only a hub wrote down, "
            "entries without a place, training sessions, needs that name no kind and needs that only hubs read are not "
            "counted."
        ),
    )


def kinds_table(
    region: Region, found: Sequence[Coverage], kinds: Mapping[int, Kind], km: int, how: How
) -> Table:
    """A region's kinds, those that the fewest have near first."""
    ordered = sorted(found, key=lambda each: (_share(each), -each.white_towns, each.kind_id))
    rows = [_kind(region, each, kinds[each.kind_id], km) for each in ordered]
    return Table(
        "white-spots",
        _("White spots by kind"),
        (
            _("Kind"),
            _("Organisations with it near"),
            _("On this site"),
            _("White spots"),
            _("Only described"),
            _("Unmet needs there"),
            _("Largest white spots"),
        ),
        rows,
        how,
        _("There are no kinds of facilities yet, or no towns in this region."),
    )


def _share(each: Coverage) -> int:
    return -1 if each.share is None else each.share


def _kind(region: Region, each: Coverage, kind: Kind, km: int) -> tuple[Cell, ...]:
    at = f"{reverse('region:white_spot', args=[region.slug, kind.slug])}?km={km}"
    return (
        word(capfirst(kind.name), at),
        percentage(each.share),
        percentage(each.share_here),
        count(each.white_towns, f"{at}#towns" if each.white_towns else "", _of(each.towns)),
        count(each.told_towns),
        count(each.white_needs),
        word(listed(each.largest) or "–"),
    )


def _of(number: int) -> str:
    return _("of %(number)d") % {"number": number}


def provinces_table(
    found: Sequence[Coverage], kinds: Mapping[int, Kind], regions: Sequence[Region], how: How
) -> Table:
    """Kinds by province: the share of organisations that have it near; more colour is less. The first of the regions
    stands beside all of them, which is what one compares: a phone shows no more at once."""
    shares = {(each.kind_id, each.region_id): each.share for each in found}
    own, *others = regions
    return Table(
        "provinces",
        _("Organisations with it near, by province"),
        (_("Kind"), own.name, _("All provinces"), *(region.name for region in others)),
        [
            (
                word(capfirst(kind.name)),
                _heated(shares.get((kind.pk, own.pk))),
                _heated(_all([each for each in found if each.kind_id == kind.pk])),
                *(_heated(shares.get((kind.pk, region.pk))) for region in others),
            )
            for kind in kinds.values()
            if any(each.kind_id == kind.pk for each in found)
        ],
        how,
        _("There are no kinds of facilities yet."),
        is_wide=True,
    )


def _heated(share: int | None) -> Cell:
    cell = percentage(share)
    heat = None if share is None else sum(share >= each for each in HEAT)
    return Cell(cell.text, cell.value, heat=heat)


def _all(found: Sequence[Coverage]) -> int | None:
    return percent(sum(each.here + each.told for each in found), sum(each.organisations for each in found))


def largest_table(
    found: Sequence[Coverage], kinds: Mapping[int, Kind], regions: Sequence[Region], how: How
) -> Table:
    """Of each kind the white spots of the whole country that weigh most."""
    names = {region.pk: region.name for region in regions}
    by_kind = [(kind, [each for each in found if each.kind_id == kind.pk]) for kind in kinds.values()]
    return Table(
        "largest",
        _("The largest white spots of the country"),
        (_("Kind"), _("White spots"), _("Unmet needs there"), _("Most organisations")),
        [_largest(kind, here, names) for kind, here in by_kind if here],
        how,
        _("There are no kinds of facilities yet."),
    )


def _largest(kind: Kind, here: Sequence[Coverage], names: Mapping[int, str]) -> tuple[Cell, ...]:
    spots = sorted(
        (-weight, name, names[each.region_id])
        for each in here
        for name, weight in zip(each.largest, each.weights, strict=True)
    )
    said = [
        _("%(town)s, %(province)s (%(number)s)")
        % {"town": town, "province": province, "number": about(-weight).text}
        for weight, town, province in spots[:NAMED]
    ]
    return (
        word(capfirst(kind.name)),
        count(sum(each.white_towns for each in here), more=_of(sum(each.towns for each in here))),
        count(sum(each.white_needs for each in here)),
        word("; ".join(said) or "–"),
    )


def towns_table(spots: Spots, how: How) -> Table:
    return Table(
        "towns",
        _("White spots"),
        (
            _("Town"),
            _("Organisations"),
            _("Unmet needs"),
            _("Nearest on this site"),
            _("Nearest on the atlas"),
        ),
        [_town(each) for each in spots.white],
        how,
        _("No town of this region is further than %(km)d km from this.") % {"km": spots.km},
    )


def told_table(spots: Spots, how: How) -> Table:
    return Table(
        "described",
        _("Only described on the atlas"),
        (
            _("Town"),
            _("Organisations"),
            _("Unmet needs"),
            _("Nearest on this site"),
            _("Nearest on the atlas"),
        ),
        [_town(each) for each in spots.told],
        how,
        _("No town has it near only on the atlas."),
        lead=_("There it is near, and cannot be booked here: a hub that might take part."),
    )


def _town(each: Spot) -> tuple[Cell, ...]:
    return (
        word(each.name),
        about(each.organisations),
        count(each.needs),
        _near(each.here),
        _near(each.told),
    )


def _near(each: Nearest | None) -> Cell:
    if each is None:
        return word(_("nowhere"))
    at = reverse("cms:facility", args=[each.slug, each.thing]) if each.thing else entry_address(each.slug)
    return word(each.place, at, _("%(km)d km") % {"km": round(each.km)})

"""What an article needs as something that can be wanted: so many of a kind, rather of the very facility it names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Max, Min

from bookings.rules.gathering import Want
from facilities.models import Facility, FacilityState, Kind
from knowledgebase.models.articles import Article, Gear


@dataclass(frozen=True, slots=True)
class Need:
    """Lines of gear of one kind, taken together. `gone`: names of those whose facility is not to be had any more, so
    that anything of its kind serves."""

    want: Want
    kind: Kind
    names: tuple[str, ...]
    gone: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class Needed:
    """`needs` can be looked for; `unknown` are names that nothing here answers to; `optional` are the lines that are
    not strictly needed, asked for or not."""

    needs: tuple[Need, ...]
    unknown: tuple[str, ...]
    optional: tuple[Gear, ...]

    @property
    def wants(self) -> tuple[Want, ...]:
        return tuple(need.want for need in self.needs)

    @property
    def by_key(self) -> dict[int, Need]:
        return {need.want.key: need for need in self.needs}


def gear_of(article: Article) -> list[Gear]:
    """Its lines in their order, with all that `needed` asks of them; one statement."""
    return list(
        article.gear.select_related("facility__hub", "facility__kind", "kind").order_by("sort_order", "pk")
    )


def can_be_booked(lines: Iterable[Gear]) -> bool:
    """Whether there is anything to look for: a kind, or a facility, of which the kind is known also when it is gone."""
    return any(kind_of(each) for each in lines)


def kind_of(line: Gear) -> Kind | None:
    """A facility's own kind before what the line says; None where nothing is known but a name."""
    return line.facility.kind if line.facility else line.kind


def needed(lines: Iterable[Gear], with_optional: Collection[int] = ()) -> Needed:
    """Of lines of gear; of those not strictly needed only the ones chosen, by their ids. Asks the database nothing."""
    lines = list(lines)
    by_kind: dict[int, list[Gear]] = {}
    unknown = []
    for line in lines:
        kind = kind_of(line)
        if line.optional and line.pk not in with_optional:
            continue
        if kind is None:
            unknown.append(line.name)
        else:
            by_kind.setdefault(kind.pk, []).append(line)
    return Needed(
        tuple(_need(key, of_kind) for key, of_kind in enumerate(by_kind.values())),
        tuple(unknown),
        tuple(line for line in lines if line.optional and kind_of(line)),
    )


def _need(key: int, lines: list[Gear]) -> Need:
    kind = kind_of(lines[0])
    assert kind is not None
    live = [line.facility for line in lines if _is_live(line.facility)]
    want = Want(
        key, kind.slug, sum(line.quantity for line in lines), frozenset(each.pk for each in live if each)
    )
    gone = tuple(line.name for line in lines if line.facility and not _is_live(line.facility))
    return Need(want, kind, tuple(dict.fromkeys(line.name for line in lines)), gone)


def _is_live(facility: Facility | None) -> bool:
    return facility is not None and facility.state == FacilityState.LIVE


def least_minutes(needs: Iterable[Need]) -> int:
    """The shortest time for which something of each kind can be had; nought for nothing. One statement."""
    kinds = [need.kind.pk for need in needs]
    of_each = (
        Facility.objects.filter(state=FacilityState.LIVE, kind__in=kinds)
        .values("kind")
        .annotate(least=Min("min_minutes"))
        .order_by()
    )
    return int(of_each.aggregate(most=Max("least"))["most"] or 0)

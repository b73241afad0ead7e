"""Steps that every way of writing an entry shares: by hand, from a file, after a suggestion, from a seed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import Actor, record
from hub.kit.errors import Busy, Refusal
from hub.kit.transactions import savepoint, step, violated
from members.models import Municipality
from members.rules.places import slug_of
from region.actions._telling import TOLD, tell_owners
from region.models import AtlasEntry, DescribedFacility, EntryVersion, Partner, Reach, Stage, Why
from region.models.snapshots import snapshot
from region.rules.facts import EntryFacts

PLAIN = "name kind sector phase reach address about_nl about_en website since hub_id source".split()


class EntryChanged(Refusal):
    code = "entry_changed"
    status = 409
    message = _("Somebody else changed this entry while you wrote. Look at what it says now, and try again.")


@step
def written(
    *,
    facts: EntryFacts,
    actor: Actor,
    now: datetime,
    why: Why,
    entry: AtlasEntry | None = None,
    stage: Stage | None = None,
    verified_on: date | None = None,
    is_demo: bool = False,
    note: str = "",
    key: UUID | None = None,
) -> AtlasEntry:
    """Write these facts over an entry (one that is held, see `held`), or as a new one at `stage`; keep the version and
    the audit row. Where it is follows its town, unless the pin was set by hand. A new one that was checked elsewhere
    says on which day (`verified_on`), and is verified from the start."""
    found = entry or AtlasEntry(
        slug=_free_slug(facts.name),
        created_at=now,
        stage=Stage.VERIFIED if verified_on else stage or Stage.HEARD_OF,
        verified_on=verified_on,
        is_demo=is_demo,
        key=key,
    )
    put(found, facts, town_of(facts) if facts.reach == Reach.PLACE else None)
    found.changed_at = now
    _save(found)
    found.themes.set(facts.theme_ids)
    found.partners.all().delete()
    Partner.objects.bulk_create(partners_of(found, facts))
    found.described.all().delete()
    DescribedFacility.objects.bulk_create(things_of(found, facts))
    keep_version(entry=found, why=why, actor=actor, now=now, note=note)
    return found


def _save(entry: AtlasEntry) -> None:
    """Two of one name at the same moment want the same address: the later one tries again, and has the next. What is
    sent twice at the same moment is made once: whoever tries again is shown it."""
    try:
        with savepoint():
            entry.save()
    except IntegrityError as error:
        if violated(error) not in ("region_atlasentry_slug_key", "region_atlasentry_key_key"):
            raise
        raise Busy() from error


@step
def held(pk: int) -> AtlasEntry:
    """The entry's row, locked until the transaction ends. Raises Http404 without one."""
    found = AtlasEntry.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def demand_version(entry: AtlasEntry, at_version: int) -> None:
    """Raises `EntryChanged` when the entry is not as the writer had it before them."""
    if entry.version != at_version:
        raise EntryChanged()


@step
def keep_version(*, entry: AtlasEntry, why: Why, actor: Actor, now: datetime, note: str = "") -> EntryVersion:
    """Count the change, keep the entry as it now stands, and note who made it so. The caller has saved the entry."""
    entry.version += 1
    AtlasEntry.objects.filter(pk=entry.pk).update(version=entry.version, changed_at=now)
    kept = EntryVersion.objects.create(
        entry=entry,
        number=entry.version,
        why=why,
        content=snapshot(entry),
        note=note,
        made_by_id=actor.pk,
        made_at=now,
    )
    record(
        action=f"region.entry.{why.value}",
        about=entry.ref,
        actor=actor,
        now=now,
        facts={"version": entry.version, "stage": entry.stage},
    )
    if why in TOLD:
        tell_owners(entries=[entry], actor=actor, now=now)
    return kept


def put(entry: AtlasEntry, facts: EntryFacts, town: Municipality | None) -> None:
    """Its own columns. `town` is that of what is at a place, where it stands unless its pin was set by hand."""
    for name in PLAIN:
        setattr(entry, name, getattr(facts, name))
    entry.region_id, entry.municipality_id, entry.pin_moved = facts.region_id, None, False
    entry.latitude = entry.longitude = None
    if town is not None:
        entry.municipality, entry.region_id, entry.pin_moved = town, town.region_id, facts.pin is not None
        latitude, longitude = facts.pin or (town.latitude, town.longitude)
        entry.latitude, entry.longitude = Decimal(latitude), Decimal(longitude)


def partners_of(entry: AtlasEntry, facts: EntryFacts) -> list[Partner]:
    """Who takes part, to be written."""
    return [
        Partner(
            entry=entry,
            partner_id=each.partner_id,
            name=each.name,
            sector=each.sector,
            role_nl=each.role_nl,
            role_en=each.role_en,
            since=each.since,
            source=each.source,
        )
        for each in facts.partners
    ]


def things_of(entry: AtlasEntry, facts: EntryFacts) -> list[DescribedFacility]:
    """What is there and is not booked here, to be written."""
    return [
        DescribedFacility(
            entry=entry,
            kind_id=each.kind_id,
            name=each.name,
            about_nl=each.about_nl,
            about_en=each.about_en,
            website=each.website,
        )
        for each in facts.things
    ]


def _free_slug(name: str) -> str:
    return free_of(
        name, set(AtlasEntry.objects.filter(slug__startswith=_address(name)).values_list("slug", flat=True))
    )


def free_of(name: str, taken: set[str]) -> str:
    """The first address of this name that is not `taken`, where it then stands too."""
    wanted = _address(name)
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    taken.add(slug)
    return slug


def _address(name: str) -> str:
    return slug_of(name)[:90].strip("-") or "entry"


def town_of(facts: EntryFacts) -> Municipality:
    """The town of what is at a place. Raises Municipality.DoesNotExist: a form has looked before."""
    # Asked twice in one change (whose region, and where), which is no list of towns read one by one.
    town = Municipality.objects.filter(pk=facts.municipality_id or 0).first()
    if town is None:
        raise Municipality.DoesNotExist
    return town


def region_of(facts: EntryFacts) -> int | None:
    """The region that these facts put an entry in: its town's, for what is at a place."""
    return town_of(facts).region_id if facts.reach == Reach.PLACE else facts.region_id

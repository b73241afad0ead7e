from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from bookings.actions._sources import check_file, check_link
from bookings.models import CalendarSource
from bookings.models.sources import SourceKind
from facilities.models import Facility, Unit
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import savepoint, verb, violated

MOST = 100


class TooManySources(Refusal):
    code = "too_many_sources"
    message = _("A hub reads at most %(most)d other calendars. Remove one that is not needed any more.")


class SourceIsThere(Refusal):
    """The same form was sent twice."""

    code = "source_is_there"
    message = _("This calendar is there already.")


class HasNoUnits(Refusal):
    code = "has_no_units"
    status = 400
    message = _("%(facility)s is made of other facilities: choose the one that is busy.")


class NotItsUnit(Refusal):
    code = "not_its_unit"
    status = 400
    message = _("That unit is not one of %(facility)s.")


@verb
def add_source(
    *,
    request_key: UUID,
    facility: Facility,
    unit: Unit | None = None,
    name: str,
    link: str = "",
    file: bytes | None = None,
    actor: Actor,
    now: datetime,
) -> CalendarSource:
    """Another calendar says when a facility, or one unit of it, is busy: by its secret link, read again and again, or
    by a file, read once. A worker reads it; nothing of it is fetched here.

    Raises `Forbidden`, `NotALink`, `FileTooLarge`, `HasNoUnits`, `NotItsUnit`, `TooManySources`, `SourceIsThere`.
    """
    demand_manager(actor, facility.hub)
    _demand_sensible(facility, unit, link, file)
    source = CalendarSource(
        uuid=request_key,
        hub_id=facility.hub_id,
        facility=facility,
        unit=unit,
        name=name,
        kind=SourceKind.LINK if file is None else SourceKind.FILE,
        file=file,
        created_by_id=actor.pk,
        created_at=now,
        due_at=now,
    )
    source.link = link if file is None else ""
    _insert(source)
    facts = {"facility": facility.pk, "unit": source.unit_id, "kind": source.kind}
    hub = facility.hub_id
    record(action="bookings.add_source", about=source.ref, actor=actor, now=now, hub_id=hub, facts=facts)
    return source


def _demand_sensible(facility: Facility, unit: Unit | None, link: str, file: bytes | None) -> None:
    _check_units(facility, unit)
    if file is None:
        check_link(link)
    else:
        check_file(file)
    # Without a lock: two forms sent at once may add one more than that, which harms nobody.
    if CalendarSource.objects.filter(hub=facility.hub_id, removed_at=None).count() >= MOST:
        raise TooManySources(most=MOST)


def _check_units(facility: Facility, unit: Unit | None) -> None:
    if unit is not None and unit.facility_id != facility.pk:
        raise NotItsUnit(facility=facility.name)
    if not facility.units.exists():
        raise HasNoUnits(facility=facility.name)


def _insert(source: CalendarSource) -> None:
    try:
        with savepoint():
            source.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) == "bookings_calendarsource_uuid_key":
            raise SourceIsThere() from None
        raise

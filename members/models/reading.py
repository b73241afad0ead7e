"""Organisations as pages ask for them, each with its seat and the region of that: statements that the server keeps
prepared."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from hub.kit.reading import columns, take
from hub.kit.sql import rows
from members.models.organisations import Organisation
from members.models.places import Municipality, Region

ORGANISATIONS = f"""
SELECT {columns(Organisation, "organisation")}, {columns(Municipality, "seat")}, {columns(Region, "region")}
FROM members_organisation organisation
JOIN members_municipality seat ON seat.id = organisation.municipality_id
JOIN members_region region ON region.id = seat.region_id
WHERE {{which}}
ORDER BY organisation.name, organisation.id
"""
OF_PERSON = ORGANISATIONS.format(
    which="""organisation.id IN (
    SELECT membership.organisation_id FROM members_membership membership WHERE membership.person_id = %(person)s::bigint
)"""
)
OF_IDS = ORGANISATIONS.format(which="organisation.id = ANY (%(ids)s::bigint[])")
BY_UUID = ORGANISATIONS.format(which="organisation.uuid = %(uuid)s::uuid")


def organisations_of_person(person_id: int) -> list[Organisation]:
    """Those that somebody is a member of, by name."""
    return _read(OF_PERSON, {"person": person_id})


def organisations_by_id(ids: Iterable[int]) -> list[Organisation]:
    """By name; nothing is asked for none."""
    wanted = list(ids)
    return _read(OF_IDS, {"ids": wanted}) if wanted else []


def organisation_by_uuid(uuid: UUID) -> Organisation | None:
    return next(iter(_read(BY_UUID, {"uuid": uuid})), None)


def _read(statement: str, values: dict[str, Any]) -> list[Organisation]:
    return [_organisation(iter(found)) for found in rows(statement, values)]


def _organisation(left: Iterator[object]) -> Organisation:
    organisation = take(Organisation, left)
    organisation.municipality = take(Municipality, left)
    organisation.municipality.region = take(Region, left)
    return organisation

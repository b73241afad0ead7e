"""The organisations of a person, as every page asks for them: one statement that the server keeps prepared."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from django.db.models import Model

from hub.kit.sql import rows
from members.models.organisations import Organisation
from members.models.places import Municipality, Region


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


# In the order of the models: that is how Django reads them.
READ: tuple[tuple[str, type[Model]], ...] = (
    ("organisation", Organisation),
    ("seat", Municipality),
    ("region", Region),
)
THEIRS = f"""
SELECT {", ".join(f"{name}.{column}" for name, model in READ for column in _columns(model))}
FROM members_membership membership
JOIN members_organisation organisation ON organisation.id = membership.organisation_id
JOIN members_municipality seat ON seat.id = organisation.municipality_id
JOIN members_region region ON region.id = seat.region_id
WHERE membership.person_id = %(person)s::bigint
ORDER BY organisation.name, organisation.id
"""


def organisations_of_person(person_id: int) -> list[Organisation]:
    """By name, each with its seat and the region of that."""
    return [_organisation(values) for values in rows(THEIRS, {"person": person_id})]


def _organisation(values: tuple[object, ...]) -> Organisation:
    left = iter(values)
    organisation, seat, region = (_read(model, left) for _name, model in READ)
    seat.region = region
    organisation.municipality = seat
    return cast(Organisation, organisation)


def _read(model: type[Model], left: Iterator[object]) -> Any:
    names = _columns(model)
    return model.from_db("default", names, list(islice(left, len(names))))

"""Columns that more than one room uses."""

from datetime import UTC, datetime

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class Int8Range(Func):
    """`int8range(a, a, '[]')`: a number as a range, so that an exclusion constraint needs no contrib extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"


class JsonbTypeof(Func):
    function = "jsonb_typeof"
    output_field = models.CharField()


def one(column: str) -> Int8Range:
    return Int8Range(F(column), F(column))


def spelt_out(column: str) -> Func:
    """`tstzrange(lower(x), upper(x))`: a period in words that no exclusion constraint uses. So an index on time alone
    is never taken for a constraint's, nor the other way round."""
    return Func(
        Func(F(column), function="lower"),
        Func(F(column), function="upper"),
        function="tstzrange",
        output_field=DateTimeRangeField(),
    )


def is_list(column: str, name: str) -> models.CheckConstraint:
    """A JSON column that is a list, whatever is in it."""
    return models.CheckConstraint(name=name, condition=Q(Exact(JsonbTypeof(F(column)), "array")))


def is_object(column: str, name: str) -> models.CheckConstraint:
    """A JSON column that names its values."""
    return models.CheckConstraint(name=name, condition=Q(Exact(JsonbTypeof(F(column)), "object")))


def finite_period(column: str, name: str) -> models.CheckConstraint:
    """Not empty (empty ranges slip through an exclusion), both ends there and finite, bounds `[)`.

    'infinity' as an instant is not an infinite bound to PostgreSQL, so the ends are also held within centuries.
    """
    return models.CheckConstraint(
        name=name,
        condition=Q(
            **{
                f"{column}__isempty": False,
                f"{column}__lower_inf": False,
                f"{column}__upper_inf": False,
                f"{column}__lower_inc": True,
                f"{column}__upper_inc": False,
                f"{column}__startswith__gte": EARLIEST,
                f"{column}__endswith__lte": LATEST,
            }
        ),
    )

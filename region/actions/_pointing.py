"""What points at an entry, whichever part of the room it is of, points at another afterwards; and back again."""

from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.db.models import Model

from hub.kit.transactions import savepoint, step
from region.models import AtlasEntry
from region.models.pointing import pointing


@step
def turn(*, loser: AtlasEntry, winner: AtlasEntry) -> dict[str, list[Any]]:
    """Point everything at the winner. What stands there already, or may not be changed any more, stays as it is.
    Answers the rows that were turned, by table and column."""
    turned: dict[str, list[Any]] = {}
    for model, column in pointing():
        rows = model._default_manager.filter(**{column: loser}).order_by("pk")
        done = [str(pk) for pk in rows.values_list("pk", flat=True) if _turned(model, column, pk, winner)]
        if done:
            turned[f"{model._meta.label_lower}.{column}"] = done
    return turned


@step
def turn_back(*, turned: dict[str, list[Any]], loser: AtlasEntry, winner: AtlasEntry) -> None:
    """Of those rows, the ones that still point at the winner."""
    for place, keys in turned.items():
        label, _dot, column = place.rpartition(".")
        model = apps.get_model(label)
        for pk in model._default_manager.filter(**{column: winner, "pk__in": keys}).values_list(
            "pk", flat=True
        ):
            _turned(model, column, pk, loser)


def _turned(model: type[Model], column: str, pk: Any, to: AtlasEntry) -> bool:
    try:
        with savepoint():
            return bool(model._default_manager.filter(pk=pk).update(**{column: to}))
    except IntegrityError:
        return False

"""The quartermaster's desk: for who maps the region or administers the site; the contact log is the former's alone."""

from typing import Any

from region.actions.merge_entries import merge_entries
from region.actions.move_entry import move_entry
from region.models import Reach
from tests.cast import NOW
from tests.factories.desk import noted, ready
from tests.pages.matrix import LOGIN, Entry, Stage, each

MAPS = each(404, anonymous=LOGIN, quartermaster=200, site_admin=200)
MAPS_POST = each(404, anonymous=LOGIN, quartermaster=302, site_admin=302)
# Not even the site's administrator.
READS = each(404, anonymous=LOGIN, quartermaster=200)
READS_POST = each(404, anonymous=LOGIN, quartermaster=302)


def region(stage: Stage) -> dict[str, Any]:
    return {"slug": "noord-brabant"}


def entry(stage: Stage) -> dict[str, Any]:
    return {"slug": ready().slug}


def changed_before(stage: Stage) -> dict[str, Any]:
    found = ready()
    move_entry(entry_id=found.pk, at_version=1, stage="visited", actor=stage.cast.karim, now=NOW)
    return {"slug": found.slug, "number": 1}


def two(stage: Stage) -> dict[str, Any]:
    return {"slug": ready("Lab").slug, "other": ready("Lab").slug}


def pair(stage: Stage) -> dict[str, Any]:
    first, second = ready("Lab"), ready("Lab")
    return {"first": first.pk, "second": second.pk}


def note(stage: Stage) -> dict[str, Any]:
    return {"pk": noted(ready(), stage.cast.karim, follow_up_on=NOW.date()).pk}


def merged(stage: Stage) -> dict[str, Any]:
    first, second = ready("Lab"), ready("Lab")
    made = merge_entries(
        winner_id=first.pk,
        loser_id=second.pk,
        at_versions=(1, 1),
        from_loser=(),
        actor=stage.cast.karim,
        now=NOW,
    )
    return {"pk": made.pk}


def rows(stage: Stage) -> dict[str, Any]:
    return {
        f"{prefix}-{name}": 0 for prefix in ("partner", "thing") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    } | {
        "name": "New lab",
        "kind": "lab",
        "sector": "culture",
        "reach": Reach.PLACE,
        "town": "eindhoven",
        "stage": "heard_of",
        "source": "its page",
    }


def conversation(prefix: str) -> dict[str, Any]:
    return {f"{prefix}at": "2026-11-23", f"{prefix}how": "call", f"{prefix}text": "We spoke."}


ENTRIES = [
    Entry("region:desk", MAPS, kwargs=region),
    Entry("region:pipeline", MAPS, kwargs=region),
    Entry("region:new_entry", MAPS, kwargs=region),
    Entry("region:new_entry", MAPS_POST, "POST", kwargs=region, data=rows),
    Entry("region:duplicates", MAPS, kwargs=region),
    Entry("region:tell_apart", MAPS_POST, "POST", kwargs=region, data=pair),
    Entry("region:forget_contact", READS, kwargs=region),
    Entry(
        "region:forget_contact",
        READS_POST,
        "POST",
        kwargs=region,
        data=lambda stage: {"words": "Jo Verzonnen"},
    ),
    Entry("region:propose", MAPS, kwargs=lambda stage: {"what": "towns"}),
    Entry("region:mapped", MAPS, kwargs=entry),
    Entry("region:edit_entry", MAPS, kwargs=entry),
    Entry(
        "region:edit_entry", MAPS_POST, "POST", kwargs=entry, data=lambda stage: rows(stage) | {"version": 1}
    ),
    Entry(
        "region:move_entry",
        MAPS_POST,
        "POST",
        kwargs=entry,
        data=lambda stage: {"version": 1, "stage": "visited"},
    ),
    Entry(
        "region:verify_entry",
        MAPS_POST,
        "POST",
        kwargs=entry,
        data=lambda stage: {"version": 1, "check-how": "read"},
    ),
    Entry("region:take_off_entry", MAPS, kwargs=entry),
    Entry(
        "region:take_off_entry",
        MAPS_POST,
        "POST",
        kwargs=entry,
        data=lambda stage: {"version": 1, "reason": "It closed."},
    ),
    Entry(
        "region:add_contact",
        READS_POST,
        "POST",
        kwargs=entry,
        data=lambda stage: conversation("note-"),
    ),
    Entry("region:entry_history", MAPS, kwargs=entry),
    Entry(
        "region:restore_version",
        MAPS_POST,
        "POST",
        kwargs=changed_before,
        data=lambda stage: {"version": 2},
    ),
    Entry("region:merge_entries", MAPS, kwargs=two),
    Entry(
        "region:merge_entries",
        MAPS_POST,
        "POST",
        kwargs=two,
        data=lambda stage: {"version": 1, "other_version": 1},
    ),
    Entry("region:contact", READS, kwargs=note),
    Entry(
        "region:contact",
        READS_POST,
        "POST",
        kwargs=note,
        data=lambda stage: conversation("") | {"version": 1},
    ),
    Entry("region:follow_up_contact", READS_POST, "POST", kwargs=note),
    Entry("region:delete_contact", READS_POST, "POST", kwargs=note),
    Entry("region:undo_merge", MAPS_POST, "POST", kwargs=merged),
    # Whoever comes back from signing in to what only a button sends is led to where the button stands.
    *(
        Entry(f"region:{name}", answers, kwargs=kwargs)
        for name, answers, kwargs in (
            ("move_entry", MAPS_POST, entry),
            ("verify_entry", MAPS_POST, entry),
            ("add_contact", MAPS_POST, entry),
            ("restore_version", MAPS_POST, changed_before),
            ("tell_apart", MAPS_POST, region),
            ("undo_merge", MAPS_POST, merged),
            ("follow_up_contact", READS_POST, note),
            ("delete_contact", READS_POST, note),
        )
    ),
]

"""What undoing a file of entries does, in words."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.models.limits import COUNTRY
from region.models import AtlasEntry, EntryFile
from region.models.history import Said, in_words, names_in
from region.models.snapshots import snapshots
from region.models.undoing import Since, Stays, Undoing, contents_before, undoing

MOST_SHOWN, MOST_KEPT = 50, 200


def shown(plan: Undoing) -> dict[str, Any]:
    """For the page; so many statements, however long the file."""
    return {
        "plan": plan,
        "put_back": list(_put_back(plan, plan.put_back[:MOST_SHOWN])),
        "take_off": plan.take_off[:MOST_SHOWN],
        "stays": kept(plan.stays),
    }


def left(file: EntryFile) -> dict[str, Any]:
    """Of a file that was undone, what stayed and still is as somebody made it since."""
    plan = undoing(file)
    return {"plan": plan, "stays": kept(plan.stays)}


def kept(stays: Sequence[Stays]) -> list[tuple[AtlasEntry, str]]:
    """The first of those that are not touched, each with why."""
    return [(each.entry, why(each)) for each in stays[:MOST_KEPT]]


def why(stays: Stays) -> str:
    if stays.since == Since.NAMED:
        return _("Another entry names it as a partner.")
    if stays.since == Since.USED or stays.last is None:
        return _("Somebody is at work with it: a claim, a suggestion, a pilot or the desk speaks of it.")
    said = {
        "what": str(stays.last.get_why_display()),
        "who": str(stays.last.made_by or _("the site, or somebody whose account is gone")),
        "day": date_format(stays.last.made_at.astimezone(COUNTRY).date()),
    }
    return _("%(day)s, %(who)s: %(what)s.") % said


def _put_back(plan: Undoing, entries: Sequence[AtlasEntry]) -> Iterator[tuple[AtlasEntry, tuple[Said, ...]]]:
    """Each with what it would say again. Its stage and its check stay, so they are no change."""
    before, now = contents_before(plan, entries), snapshots(entries)
    names = names_in([*before.values(), *now.values()])
    for entry in entries:
        was = before[entry.pk] | {name: now[entry.pk][name] for name in STAYS}
        yield entry, in_words(now[entry.pk], was, names)


# Of an entry that is put back.
STAYS = ("stage", "verified_on", "verified_by_id", "organisation_id", "merged_into_id")

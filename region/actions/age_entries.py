from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from hub.kit.audit import SITE
from hub.kit.transactions import verb
from region.actions._entries import keep_version
from region.models import AtlasEntry, Stage, Why
from region.rules.ageing import too_old_before

BATCH = 200


def age_entries(*, now: datetime) -> int:
    """What was checked more than a year ago is to be checked again; everybody sees it still, with the day of its check.
    A batch in each transaction, and however often it runs. Answers how many became so."""
    count = 0
    while done := _batch(now=now):
        count += done
    return count


@verb
def _batch(*, now: datetime) -> int:
    before = too_old_before(now.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    # What a quartermaster holds just now is being looked at.
    old = list(
        AtlasEntry.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(stage=Stage.VERIFIED, verified_on__lt=before, merged_into=None)
        .order_by("pk")[:BATCH]
    )
    for entry in old:
        entry.stage = Stage.STALE
        entry.save(update_fields=["stage"])
        keep_version(entry=entry, why=Why.STALE, actor=SITE, now=now)
    return len(old)

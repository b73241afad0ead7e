"""A page goes: nobody reads it any more, and its address says since when and why."""

from datetime import datetime

from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from hub.kit.transactions import step
from knowledgebase.models import Withdrawal
from members.models import User

LONGEST_REASON = 300


@step
def take_down(page: Page, *, by: User | None, by_author: bool, reason: str, now: datetime) -> None:
    """Those that say the same in another language stay. Who may is asked by us, not by Wagtail."""
    UnpublishPageAction(page.specific, user=by).execute(skip_permission_checks=True)
    Withdrawal.objects.update_or_create(
        page_id=page.pk,
        defaults={"at": now, "by": by, "by_author": by_author, "reason": reason.strip()[:LONGEST_REASON]},
    )

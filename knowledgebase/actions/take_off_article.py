from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import step, verb
from knowledgebase.access import article_reviewed_for
from knowledgebase.actions._taking_off import take_down
from knowledgebase.actions._writing import held, tell
from knowledgebase.models import Article, Stand
from knowledgebase.models.writing import contribution_of
from members.models import User


class ReasonNeeded(Refusal):
    code = "reason_needed"
    status = 400
    message = _("Say why: it stands at the article's address, and its author reads it.")


@verb
def take_off_article(*, pk: int, reason: str, actor: User, now: datetime) -> Article:
    """Take an article of one's hub or region off, with a reason that everybody reads at its address (410). Its author
    is told, and may change it and send it in again.

    Raises `ReasonNeeded`, Http404 for what is not live or belongs to another hub.
    """
    if not reason.strip():
        raise ReasonNeeded()
    article = article_reviewed_for(actor, pk)
    taken_off(article, reason=reason, actor=actor, now=now)
    return article


@step
def taken_off(article: Article, *, reason: str, actor: User, now: datetime) -> None:
    about = contribution_of(article.page_ptr)
    if about is not None:
        found = held(about.uuid)
        if found.state in (Stand.PUBLISHED, Stand.DRAFT):
            found.state = Stand.WITHDRAWN
            found.save(update_fields=["state"])
        tell(found, "taken_off", key=f"{found.pk}:{now.isoformat()}", now=now, reason=reason.strip())
    take_down(article.page_ptr, by=actor, by_author=False, reason=reason, now=now)
    record(
        action="knowledgebase.take_off_article",
        about=Ref("article", str(article.pk)),
        actor=actor,
        now=now,
        hub_id=article.hub_id,
        reason=reason.strip(),
    )

from datetime import datetime
from uuid import uuid4

from wagtail.models import Page

from hub.kit.audit import record
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.models import Article
from knowledgebase.permissions import demand_editor
from members.models import User


@verb
def part_translation(*, article: Article, actor: User, now: datetime) -> bool:
    """An article stands alone again: it says something else than those it was joined to. Comes back: whether it was.
    Raises `Forbidden`."""
    page = Page.objects.select_for_update().get(pk=article.pk)
    demand_editor(actor, page)
    if not Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).exists():
        return False
    Page.objects.filter(pk=page.pk).update(translation_key=uuid4())
    record(
        action="knowledge.part_translation",
        actor=actor,
        about=Ref("page", str(article.pk)),
        facts={},
        now=now,
    )
    return True

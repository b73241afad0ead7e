from datetime import datetime

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.models import Article
from knowledgebase.permissions import demand_editor
from members.models import User


class SameLanguage(Refusal):
    code = "same_language"
    message = _("Both are in the same language. A translation is in another one.")


class AnotherKind(Refusal):
    code = "another_kind"
    message = _("These are two kinds of article: they cannot say the same.")


class HasTranslation(Refusal):
    code = "has_translation"
    message = _("“%(title)s” is joined to a translation already. Part them first.")


@verb
def join_translation(*, article: Article, other: Article, actor: User, now: datetime) -> None:
    """From now on two articles say the same in two languages: readers of each find the other, and lists show one of
    them. Raises `Forbidden`, `SameLanguage`, `AnotherKind`, `HasTranslation`."""
    # In order of their numbers, so that two who join the same ones wait for each other.
    found = Page.objects.filter(pk__in=[article.pk, other.pk]).order_by("pk").select_for_update()
    pages = {each.pk: each for each in found}
    for each in (article, other):
        demand_editor(actor, pages[each.pk])
    if type(article) is not type(other):
        raise AnotherKind()
    first, second = pages[article.pk], pages[other.pk]
    if first.locale_id == second.locale_id:
        raise SameLanguage()
    for page in (first, second):
        if Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).exists():
            raise HasTranslation(title=page.title)
    Page.objects.filter(pk=second.pk).update(translation_key=first.translation_key)
    record(
        action="knowledge.join_translation",
        actor=actor,
        about=Ref("page", str(article.pk)),
        facts={"with": other.pk},
        now=now,
    )

"""What somebody follows: the button on a page, and their own page of all of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.kit import clock
from hub.kit.refs import Ref
from knowledgebase.actions.follow import follow
from knowledgebase.actions.unfollow import unfollow
from knowledgebase.models.followables import Button, Followable, followables
from knowledgebase.models.following import FOLLOWED, followed_by, follows
from knowledgebase.models.news import Wanted, news
from knowledgebase.outbound.said import kind as in_words
from members.current import person_of

MOST_NEWS = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Asked for by somebody who had to sign in first, a page with the same button."""
    person, ref = person_of(request), _ref(kind, pk)
    if request.method == "POST":
        return _pressed(request, follow(person=person, about=ref, actor=person, now=clock.now()), True)
    what = followables([ref], get_language() or "nl").get(ref)
    if what is None:
        raise Http404
    button = Button(what, is_followed=follows(person.pk, ref))
    return render(request, "knowledgebase/follow.html", {"button": button})


@login_required
@require_POST
def unfollow_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    person, ref = person_of(request), _ref(kind, pk)
    what = followables([ref], get_language() or "nl").get(ref)
    unfollow(person=person, about=ref, actor=person, now=clock.now())
    if what is None or request.GET.get("to") == "own":
        messages.success(request, _("You do not follow it any more."))
        return redirect("knowledgebase:following")
    return _pressed(request, what, False)


@login_required
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """All that somebody follows, and what was new about it of late."""
    person, language = person_of(request), get_language() or "nl"
    refs = [each.about for each in followed_by(person.pk)]
    found = followables(refs, language)
    groups = [(kind, [found[ref] for ref in refs if ref.kind == kind and ref in found]) for kind in FOLLOWED]
    told = news(Wanted(refs, language, most=MOST_NEWS)) if refs else []
    context = {
        "groups": [(kind, shown) for kind, shown in groups if shown],
        # What was deleted, or is hidden now: it can still be let go.
        "gone": [ref for ref in refs if ref not in found],
        "news": [(in_words(each.kind), each) for each in told],
        "feed": reverse("knowledgebase:feed"),
    }
    return render(request, "knowledgebase/following.html", context)


def _pressed(request: HttpRequest, what: Followable, is_followed: bool) -> HttpResponse:
    if getattr(request, "htmx", False):
        button = Button(what, is_followed=is_followed, is_pressed=True)
        return render(request, "knowledgebase/parts/follow.html", {"button": button})
    words = _("You follow %(what)s.") if is_followed else _("You do not follow %(what)s any more.")
    messages.success(request, words % {"what": what.name})
    return redirect(what.path)


def _ref(kind: str, pk: int) -> Ref:
    if kind not in FOLLOWED or pk > 2**62:
        raise Http404
    return Ref(kind, str(pk))

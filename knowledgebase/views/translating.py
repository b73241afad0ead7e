from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.kit import clock
from knowledgebase import permissions
from knowledgebase.actions.join_translation import join_translation
from knowledgebase.actions.part_translation import part_translation
from knowledgebase.forms.translating import JoinForm
from knowledgebase.models.articles import address_of
from knowledgebase.models.fetching import around
from members.current import person_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """For editors: which article says the same in another language; joined here, and parted again."""
    person = person_of(request)
    article = permissions.edited_article_for(person, pk)
    if request.method == "POST" and "part" in request.POST:
        part_translation(article=article, actor=person, now=clock.now())
        messages.success(request, _("They are two articles again."))
        return redirect("knowledgebase:translations", pk)
    form = JoinForm(request.POST if request.method == "POST" else None, article=article)
    if request.method == "POST" and form.is_valid():
        join_translation(article=article, other=form.cleaned_data["other"], actor=person, now=clock.now())
        messages.success(request, _("Readers of each find the other from now on."))
        return redirect("knowledgebase:translations", pk)
    context = {
        "page": article,
        "address": address_of(get_language() or "nl", article.url_path),
        "joined": around(article).translations,
        "form": form,
    }
    return render(request, "knowledgebase/translations.html", context, status=400 if form.is_bound else 200)

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from knowledgebase import permissions
from knowledgebase.models.fetching import around
from knowledgebase.outbound.cited import FORMS, source_of


@require_safe
def cite(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """An article as a program that keeps sources takes it in; by its number, which stays when its address changes."""
    if form not in FORMS:
        raise Http404
    article = permissions.article_for(pk)
    write, sort = FORMS[form]
    response = HttpResponse(write(source_of(article, around(article))), content_type=sort)
    response["Content-Disposition"] = (
        f'attachment; filename="{article.slug[:60].encode("ascii", "ignore").decode()}.{form}"'
    )
    response["X-Robots-Tag"] = "noindex"
    return response

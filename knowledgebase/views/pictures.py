"""Pictures of articles, from wherever they are kept, as long as their article is there."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from knowledgebase.access import attachment_of_picture, may_see
from knowledgebase.models.pictures import FOLDER

# What an editor put there has its name for ever. A member's may be taken off: nobody keeps it for longer than a day.
FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One that we made, by the name that we drew; gone when its article is withdrawn or taken off."""
    path = f"{FOLDER}/{name}.jpg"
    found = attachment_of_picture(path)
    if found and not may_see(request.user, found):
        gone = HttpResponse(status=410)
        gone["Cache-Control"] = "no-store"
        return gone
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = A_DAY if found else FOR_EVER
    return response

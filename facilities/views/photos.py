"""Photos of facilities, from wherever they are kept. Each has a name of its own for ever, so it may be kept too."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def photo(request: HttpRequest, name: str) -> FileResponse:
    """A picture that we made, by the name that we drew; the address takes nothing else."""
    try:
        file = default_storage.open(f"facilities/{name}.jpg")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

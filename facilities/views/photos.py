"""Pictures of facilities and articles, from wherever they are kept. Each has its own name for ever, and may be kept."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def photo(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """A picture that we made, by the name that we drew; the address takes nothing else."""
    try:
        file = default_storage.open(f"{folder}/{name}.jpg")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

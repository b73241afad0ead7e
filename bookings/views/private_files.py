"""How what is kept with a booking leaves: files to be saved, photos (made by us) to be seen; kept by nobody between."""

import io

from django.http import FileResponse


def handed_over(content: bytes, *, name: str, media_type: str, shown: bool = False) -> FileResponse:
    response = FileResponse(
        io.BytesIO(content), as_attachment=not shown, filename=name, content_type=media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Should a browser open it after all, it runs nothing and reaches nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""How a private file leaves: to be saved, never shown, kept by nobody on the way."""

import io

from django.http import FileResponse

from funding.actions.read_evidence import ReadFile


def handed_over(file: ReadFile) -> FileResponse:
    response = FileResponse(
        io.BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Should a browser open it after all, it runs nothing and reaches nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

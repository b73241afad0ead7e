"""Files that no address leads to: they lie outside what is served, and only code that asks who reads opens them."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage


class PrivateFiles(FileSystemStorage):
    """A folder of the server's own, for its own user alone."""

    def __init__(self, location: str | Path) -> None:
        super().__init__(location, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address")

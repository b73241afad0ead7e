"""Where files of bookings lie: in a storage that no address leads to, under names of ours."""

from django.core.files.storage import Storage, storages


def booking_files() -> Storage:
    return storages["bookings"]

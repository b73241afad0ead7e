"""What is kept about a person is their own; only who administers the site erases."""

from tests.pages.matrix import LOGIN, Entry, Stage, each


def mira(stage: Stage) -> dict[str, int]:
    return {"pk": stage.cast.mira.pk}


def zout(stage: Stage) -> dict[str, object]:
    return {"uuid": stage.cast.zout.uuid}


def again(stage: Stage) -> dict[str, str]:
    return {"email": stage.cast.mira.email}


ENTRIES = [
    Entry("members:my_data", each(200, anonymous=LOGIN)),
    Entry("members:my_data", each(200, anonymous=LOGIN), "POST"),
    # Members read along and book; what the organisation has is its owners' to take along.
    Entry(
        "members:organisation_data",
        each(404, anonymous=LOGIN, member=403, booker=403, owner=200),
        "POST",
        kwargs=zout,
    ),
    Entry("members:erase", each(403, anonymous=LOGIN, site_admin=200)),
    Entry("members:erase_one", each(403, anonymous=LOGIN, site_admin=302), "POST", kwargs=mira, data=again),
]

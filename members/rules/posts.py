"""Posts in an organisation have an order; nobody gives away more than they hold."""

RANK = {"member": 1, "booker": 2, "owner": 3}


def at_most(post: str, own: str | None) -> bool:
    """Whether somebody whose own post is `own` (None: no post at all) may give `post`."""
    return own is not None and RANK[post] <= RANK[own]

"""Who can sign in to the demonstration region: `seed_demo` makes these people, `make up` prints them.

None of this is a secret, and so none of it works anywhere else: `seed_demo` and `demo_code` refuse on a site that is no
demonstration.
"""

from typing import NamedTuple

PASSWORD = "vliegwiel-demo"


class Login(NamedTuple):
    """`role` over `scope` (which hub, funder or region is the demonstration's choice); its app's secret."""

    email: str
    who: str
    name: str
    role: str = ""
    scope: str = ""
    totp_secret: str = ""

    @property
    def needs_code(self) -> bool:
        return bool(self.totp_secret)


LOGINS = (
    Login("noor@demo.test", "owns Collectief Zout, a dance-film collective of four", "Noor"),
    Login("joris@demo.test", "works at the desk of Effenaar", "Joris", "hub_staff", "hub"),
    Login("hanna@demo.test", "manages Effenaar *", "Hanna", "hub_manager", "hub", "OZWGSZLHO5UWK3BNNBQW43TB"),
    Login("fien@demo.test", "speaks for a funder *", "Fien", "funder", "funder", "OZWGSZLHO5UWK3BNMZUWK3RB"),
    Login("karim@demo.test", "quartermaster of Noord-Brabant", "Karim", "quartermaster", "region"),
    Login(
        "rosa@demo.test", "checks declarations *", "Rosa", "reviewer", "region", "OZWGSZLHO5UWK3BNOJXXGYJB"
    ),
    Login(
        "ruben@demo.test", "checks them again *", "Ruben", "reviewer", "region", "OZWGSZLHO5UWK3BNOJ2WEZLO"
    ),
    Login(
        "anna@demo.test", "administers the site *", "Anna", "site_admin", "site", "OZWGSZLHO5UWK3BNMFXG4YJB"
    ),
)
CODES = "* asks for a code as well; `.venv/bin/python manage.py demo_code ADDRESS` tells the present one."

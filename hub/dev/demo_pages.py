"""Which pages of the demonstration region there are to show: every address that a person can come to."""

from dataclasses import dataclass

from hub.dev.demo_found import ANYBODY, FIEN, HANNA, JORIS, KARIM, NOOR, VISITOR, Found

ANNA, ROSA, RUBEN = "anna@demo.test", "rosa@demo.test", "ruben@demo.test"


@dataclass(frozen=True)
class Shot:
    """A page under its language; `who` is the log-in, empty for anybody. On paper it is as a printer gets it; a card is
    typed first, and what the bank says to it shown; a state is brought about (`demo_states`)."""

    name: str
    path: str
    who: str = ANYBODY
    status: int = 200
    paper: bool = False
    card: str = ""
    state: str = ""
    widths: tuple[int, ...] = (390, 1280)


SENTENCE = "kind=recording-studio&length=240&when=next-week&with1=microphone&who=any-expert"


def shots(found: Found) -> list[Shot]:
    return [
        *_for_anybody(found),
        *_for_readers(),
        *_for_visitors_to_be(found),
        *_for_makers(found),
        *_for_their_organisation(found),
        *_for_an_account(found),
        *_for_hubs(found),
        *_for_desks(found),
        *_for_funders(found),
        *_for_reviewers(found),
        *_for_quartermasters(),
        *_for_the_site(found),
        *_that_refuse(found),
        *_on_paper(found),
    ]


def _for_anybody(found: Found) -> list[Shot]:
    return [
        Shot("home", ""),
        Shot("about", "about/"),
        Shot("for-hubs", "for-hubs/"),
        Shot("accessibility", "accessibility/"),
        Shot("privacy", "privacy/"),
        Shot("hubs", "hubs/"),
        Shot("hubs-none", "hubs/?region=noord-brabant&kind=museum&with=vr-headset"),
        Shot("region", "regions/noord-brabant/"),
        Shot("hub", "hubs/effenaar/"),
        Shot("facility", "hubs/effenaar/studio-2/"),
        Shot("facility-pool", "hubs/effenaar/condenser-microphone/"),
        Shot("try-share", "hubs/effenaar/studio-2/try/"),
        Shot("search-first", "book/"),
        Shot("search-visitor", found.asked),
        Shot("search-nothing", f"{found.asked}&region=zeeland"),
        Shot("search-somewhere", f"book/?{SENTENCE}"),
        Shot("search-instead", f"book/?{SENTENCE}&km=10&town=eindhoven&n1=40"),
        Shot("search-mistake", found.asked.replace("date=2", "date=1")),
        Shot("basket-empty", "book/basket/"),
        Shot("funds", "funds/"),
        Shot("fund", "funds/open-deuren/"),
    ]


def _for_readers() -> list[Shot]:
    """Knowledge: what it says stands in `hub/demo/data/knowledge`."""
    experiment = "experiments/dansen-op-afstand/"
    return [
        Shot("search", "search/"),
        Shot("search-found", "search/?q=camera"),
        Shot("search-narrowed", "search/?q=camera&kind=facility&region=noord-brabant"),
        Shot("search-meant", "search/?q=stremen+twee+cameras"),
        Shot("search-none", "search/?q=walvis+qwertz"),
        Shot("knowledge", "knowledge/"),
        Shot("knowledge-how-tos", "how-tos/"),
        Shot("knowledge-how-tos-none", "how-tos/?theme=archiving&difficulty=expert"),
        Shot("knowledge-how-to", "how-tos/een-dansvoorstelling-streamen-met-twee-cameras/"),
        Shot("knowledge-experiments", "experiments/"),
        Shot("knowledge-experiment", experiment),
        Shot("knowledge-result", f"{experiment}na-veertien-sessies-de-omslag-ligt-bij-110-milliseconden/"),
        Shot("knowledge-toolboxes", "toolboxes/"),
        Shot("knowledge-toolbox", "toolboxes/voor-het-eerst-online/"),
        Shot("knowledge-theme", "knowledge/themes/virtual-humans/"),
        Shot("knowledge-following", "account/following/", NOOR),
        Shot("knowledge-following-nothing", "account/following/", JORIS),
        Shot("knowledge-follow", "follow/theme/1/", NOOR),
    ]


def _for_visitors_to_be(found: Found) -> list[Shot]:
    return [
        Shot("quote-visitor", "book/quote/", VISITOR),
        Shot("login", "accounts/login/"),
        Shot("signup", "accounts/signup/"),
        Shot("password-forgotten", "accounts/password/reset/"),
        Shot("invitation", f"invitation/{found.invitation}/"),
    ]


def _for_makers(found: Found) -> list[Shot]:
    return [
        Shot("home-member", "", NOOR),
        Shot("search", found.asked, NOOR),
        Shot("start", f"book/at/effenaar/studio-1/?date={found.thursday}", NOOR),
        Shot("basket", "book/basket/", NOOR),
        Shot("quote", "book/quote/", NOOR),
        Shot("quote-no-band", "book/quote/", KARIM),
        Shot("bookings", "bookings/", NOOR),
        Shot("bookings-past", "bookings/?show=past", NOOR),
        Shot("bookings-empty", "bookings/", KARIM),
        Shot("bookings-nobody", "bookings/", JORIS),
        Shot("held", f"bookings/{found.held}/", NOOR),
        Shot("booking", f"bookings/{found.coming}/", NOOR),
        Shot("booking-done", f"bookings/{found.done}/", NOOR),
        Shot("second", f"bookings/second/{found.second}/", NOOR),
        Shot("cancel", f"bookings/{found.coming}/cancel/", NOOR),
        Shot("cancelled-late", f"bookings/{found.late}/", HANNA),
        Shot("change", f"bookings/{found.changed}/change/", NOOR),
        Shot("changed", f"bookings/{found.changed}/", NOOR),
        Shot("no-show", f"bookings/{found.missed}/", HANNA),
    ]


def _for_their_organisation(found: Found) -> list[Shot]:
    ours = f"organisations/{found.organisation}/"
    return [
        Shot("organisations", "organisations/", NOOR),
        Shot("organisations-none", "organisations/", JORIS),
        Shot("organisation", ours, NOOR),
        Shot("organisation-change", f"{ours}change/", NOOR),
        Shot("organisation-invoices", f"{ours}invoices/", NOOR),
        Shot("organisation-invoice-address", f"{ours}invoices/address/", NOOR),
        Shot("register", "organisations/new/", NOOR),
        Shot("invite", f"{ours}invite/", NOOR),
        Shot("rate", f"{ours}rate/", NOOR),
        Shot("rate-none", f"organisations/{found.without_band}/rate/", KARIM),
        Shot("declare", f"{ours}rate/declare/", NOOR),
        Shot("aid", f"{ours}aid/", NOOR),
    ]


def _for_an_account(found: Found) -> list[Shot]:
    return [
        Shot("account", "account/", NOOR),
        Shot("account-email", "accounts/email/", NOOR),
        Shot("account-mail", "account/mail/", NOOR),
        Shot("account-password", "accounts/password/change/", NOOR),
        Shot("account-factors", "accounts/2fa/", NOOR),
        Shot("account-sessions", "accounts/sessions/", NOOR),
        Shot("second-factor", "account/second-factor/", NOOR),
        Shot("logout", "accounts/logout/", NOOR),
    ]


def _for_hubs(found: Found) -> list[Shot]:
    studio = "manage/effenaar/facilities/studio-2/"
    microphones = "manage/effenaar/facilities/condenser-microphone/units/"
    return [
        Shot("my-hubs", "manage/", HANNA),
        Shot("my-hubs-none", "manage/", NOOR),
        Shot("manage", "manage/effenaar/", HANNA),
        Shot("manage-change", "manage/effenaar/change/", HANNA),
        Shot("manage-facility", studio, HANNA),
        Shot("manage-facility-add", "manage/effenaar/add/", HANNA),
        Shot("manage-facility-hours", f"{studio}hours/", HANNA),
        Shot("manage-photos", f"{studio}photos/", HANNA),
        Shot("manage-units", microphones, HANNA),
        Shot("manage-unit", f"{microphones}{found.unit}/", HANNA),
        Shot("hours", "manage/effenaar/hours/", HANNA),
        Shot("closures", "manage/effenaar/closures/", HANNA),
        Shot("house-rules", "manage/effenaar/house-rules/", HANNA),
        Shot("rates", "desk/effenaar/rates/", HANNA),
        Shot("desk-option", f"bookings/{found.option}/", HANNA),
        Shot("desk-second", f"bookings/second/{found.second}/", HANNA),
        Shot("desk-challenged", f"bookings/{found.challenged}/", HANNA),
        Shot("desk-request", f"bookings/{found.request}/", HANNA),
        *_for_a_hubs_papers(found),
    ]


def _for_a_hubs_papers(found: Found) -> list[Shot]:
    """What it asks, promises and says."""
    return [
        Shot("rate-card", "desk/effenaar/rates/studio-2/", HANNA),
        Shot("vat", "desk/effenaar/btw/", HANNA),
        Shot("terms", "desk/effenaar/terms/", HANNA),
        Shot("invoices", "desk/effenaar/invoices/", HANNA),
        Shot("invoices-settings", "desk/effenaar/invoices/settings/", HANNA),
        Shot("agreement", "desk/effenaar/agreement/", HANNA),
        Shot("open-doors", "desk/effenaar/open-doors/", HANNA),
        Shot("open-doors-add", "desk/effenaar/open-doors/new/", HANNA),
        Shot("open-doors-year", f"desk/effenaar/open-doors/{found.thursday[:4]}/", HANNA),
        Shot("desk-over", f"bookings/{found.over}/", HANNA),
    ]


def _for_desks(found: Found) -> list[Shot]:
    return [
        Shot("desk", "desk/effenaar/", JORIS),
        Shot("desk-thursday", f"desk/effenaar/?day={found.thursday}", JORIS),
        Shot("desk-booking", f"bookings/{found.held}/", JORIS),
    ]


def _for_funders(found: Found) -> list[Shot]:
    desk = f"funders/{found.funder}/"
    return [
        Shot("funder", desk, FIEN),
        Shot("funder-desk-fund", f"{desk}funds/open-deuren/", FIEN),
        Shot("funder-recipients", f"{desk}funds/open-deuren/recipients/", FIEN),
        Shot("funder-repay", f"{desk}funds/open-deuren/repay/", FIEN),
        Shot("funder-payout", f"{desk}funds/open-deuren/payout/", FIEN),
        Shot("funder-statement", f"{desk}funds/open-deuren/statement/", FIEN),
        Shot("funder-settlement", f"{desk}agreements/{found.agreement}/settlement/", FIEN),
        Shot("funder-agreement", f"{desk}agreements/new/", FIEN),
        Shot("funder-fund", f"{desk}agreements/{found.agreement}/fund/", FIEN),
        Shot("funder-payment", f"{desk}funds/open-deuren/payment/", FIEN),
    ]


def _for_reviewers(found: Found) -> list[Shot]:
    return [
        Shot("reviews", "reviews/", ROSA),
        Shot("review", f"reviews/{found.review}/", ROSA),
        Shot("review-again", f"reviews/{found.review_again}/", RUBEN),
        Shot("declaration", f"declarations/{found.declaration}/", NOOR),
    ]


def _for_quartermasters() -> list[Shot]:
    return [Shot("region-funds", "regions/noord-brabant/funds/", KARIM)]


def _for_the_site(found: Found) -> list[Shot]:
    return [
        Shot("setup", "setup/", ANNA),
        Shot("setup-roles", "setup/roles/", ANNA),
        Shot("setup-bands", "setup/bands/", ANNA),
        Shot("setup-books", "setup/books/", ANNA),
        Shot("setup-agreements", "setup/agreements/", ANNA),
        Shot("declaration-glass", f"declarations/{found.declaration}/glass/", ANNA),
        Shot("setup-hub", "setup/places/new/", ANNA),
    ]


def _that_refuse(found: Found) -> list[Shot]:
    return [
        Shot("not-found", "hubs/nowhere/", status=404),
        Shot("not-yours", "manage/effenaar/hours/", JORIS, status=403),
        Shot("refusal", "desk/effenaar/?day=someday", JORIS, status=400),
    ]


def _on_paper(found: Found) -> list[Shot]:
    return [
        Shot("paper-booking", f"bookings/{found.coming}/", NOOR, paper=True),
        Shot("paper-desk", f"desk/effenaar/?day={found.thursday}", JORIS, paper=True),
        Shot("paper-planning", f"desk/effenaar/planning/?day={found.thursday}", JORIS, paper=True),
        Shot("paper-quote", "book/quote/", NOOR, paper=True),
        Shot("paper-funder", f"funders/{found.funder}/", FIEN, paper=True),
        Shot("paper-fund", f"funders/{found.funder}/funds/open-deuren/", FIEN, paper=True),
        Shot("paper-statement", f"funders/{found.funder}/funds/open-deuren/statement/", FIEN, paper=True),
    ]

"""A fund's rules and limits as sentences that everybody may read."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from facilities.models import KindFamily
from funding.models import Fund, FundRule, RulePlace
from hub.kit.money import format_eur, format_share


def rule_words(rule: FundRule) -> list[str]:
    """The conditions of one rule, each a phrase; all of them must hold."""
    return [
        words
        for words in (
            _what(rule),
            _where(rule),
            _who(rule),
            _bands(rule),
            _period(rule.starts_on, rule.ends_on),
        )
        if words
    ]


def limit_words(fund: Fund) -> list[str]:
    """What a fund gives at most and how it gives, each a sentence."""
    said = []
    if fund.match_share_bp < 10_000:
        share = format_share(fund.match_share_bp)
        said.append(
            _("It carries at most %(share)s of the part that is not the organisation's own.")
            % {"share": share}
        )
    caps = [
        (fund.cap_per_booking_cents, _("At most %(cap)s for one booking.")),
        (fund.cap_per_organisation_cents, _("At most %(cap)s for one organisation in a calendar year.")),
        (fund.cap_per_month_cents, _("At most %(cap)s for everybody together in a month.")),
    ]
    said += [words % {"cap": format_eur(cents)} for cents, words in caps if cents is not None]
    if not fund.stackable:
        said.append(_("It gives only where no other fund does."))
    return said


def _what(rule: FundRule) -> str:
    if rule.kind:
        return rule.kind.name
    return str(KindFamily(rule.family).label) if rule.family else _("everything that can be booked")


def _where(rule: FundRule) -> str:
    place = rule.municipality or rule.region
    if place is None:
        return ""
    return {
        RulePlace.SEAT: _("for organisations from %(place)s"),
        RulePlace.FACILITY: _("in %(place)s"),
        RulePlace.BOTH: _("in %(place)s, for organisations from there"),
    }[RulePlace(rule.place)] % {"place": place.name}


def _who(rule: FundRule) -> str:
    return _("for makers of %(discipline)s") % {"discipline": rule.discipline.name} if rule.discipline else ""


def _bands(rule: FundRule) -> str:
    codes = sorted(rule.band_codes)
    return _("for rate bands %(bands)s") % {"bands": ", ".join(codes)} if codes else ""


def _period(starts_on: date | None, ends_on: date | None) -> str:
    first, last = (date_format(day, "DATE_FORMAT") if day else "" for day in (starts_on, ends_on))
    if first and last:
        return _("from %(first)s until %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    return _("until %(last)s") % {"last": last} if last else ""

"""The components that templates call, rendered by themselves."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines
from django.utils import translation

NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
ZONE = "Europe/Amsterdam"


@dataclass(frozen=True)
class Share:
    label: str
    cents: int
    role: str


FOUR = (
    Share("Regional Makers Fund", 9600, "fund"),
    Share("own share", 8400, "own"),
    Share("Effenaar", 2400, "hub"),
    Share("Open Doors", 3600, "fund"),
)


class BookingForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the register.")
    note = forms.CharField(label="Note", required=False)
    agree = forms.BooleanField(label="We have read the house rules")


def render(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(source).render(context)


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(html: str) -> str:
    parser = Text()
    parser.feed(html)
    return re.sub(r"[^\S\u00a0]+", " ", "".join(parser.words)).strip()


class TestShareBar:
    def test_own_share_comes_first_and_the_hub_last(self):
        text = words(render("{% share_bar shares 24000 %}", shares=FOUR))
        order = [text.index(word) for word in ("You", "Regional Makers Fund", "Open Doors", "Effenaar")]
        assert order == sorted(order)

    def test_every_part_is_named_with_its_euros_beside_the_drawing(self):
        text = words(render("{% share_bar shares 24000 %}", shares=FOUR))
        for part in ("€\u00a084.00", "€\u00a096.00", "€\u00a036.00", "€\u00a024.00", "€\u00a0240.00"):
            assert part in text

    def test_the_drawing_says_the_same_in_words(self):
        html = render("{% share_bar shares 24000 %}", shares=FOUR)
        label = re.search(r'role="img" aria-label="([^"]*)"', html)
        assert label is not None
        assert label[1].startswith(
            "Of €\u00a0240.00: own share €\u00a084.00, Regional Makers Fund €\u00a096.00"
        )

    def test_the_drawing_fills_the_bar(self):
        html = render("{% share_bar shares 24000 size='small' %}", shares=FOUR)
        widths = [float(width) for width in re.findall(r'width="([\d.]+)%" height="100%" fill', html)]
        assert sum(widths) == pytest.approx(100, abs=0.01)

    def test_two_funds_have_two_patterns(self):
        html = render("{% share_bar shares 24000 %}", shares=FOUR)
        assert "url(#share-fund-1)" in html
        assert "url(#share-fund-2)" in html

    def test_a_seventh_fund_reuses_a_pattern_that_is_on_the_page(self):
        shares = [Share("own", 100, "own"), *(Share(f"Fund {n}", 100, "fund") for n in range(7))]
        used = set(re.findall(r"url\(#(share-[\w-]+)\)", render("{% share_bar shares 800 %}", shares=shares)))
        assert used <= set(
            re.findall(r'id="(share-[\w-]+)"', render("{% include 'parts/share_defs.html' %}"))
        )

    def test_what_nobody_covers_is_paid_by_the_organisation_and_shown_apart(self):
        shares = (Share("own", 8400, "own"), Share("Not covered by a fund", 3000, "open"))
        text = words(render("{% share_bar shares 11400 %}", shares=shares))
        assert "Your share €\u00a0114.00" in text
        assert "Not covered by a fund €\u00a030.00" in text

    def test_a_price_of_nothing_does_not_divide_by_nothing(self):
        assert "€\u00a00.00" in words(render("{% share_bar shares 0 %}", shares=(Share("own", 0, "own"),)))

    def test_the_price_without_vat_stands_under_the_price_with_it(self):
        text = words(render("{% share_bar shares 24000 net_cents=19835 %}", shares=FOUR))
        assert "€\u00a0198.35" in text

    def test_dutch_writes_a_comma(self):
        assert "€\u00a084,00" in words(render("{% share_bar shares 24000 %}", "nl", shares=FOUR))

    def test_a_name_with_a_tag_in_it_is_shown_as_it_is(self):
        html = render("{% share_bar shares 100 %}", shares=(Share("<b>Fund</b>", 100, "fund"),))
        assert "<b>Fund</b>" not in html
        assert "<b>Fund</b>" in words(html)


class TestTimes:
    def say(self, start: datetime, hours: float, language: str = "nl", style: str = "long") -> str:
        end = start + timedelta(hours=hours)
        source = "{% period start end zone style %}"
        return render(source, language, start=start, end=end, zone=ZONE, style=style)

    def test_an_afternoon(self):
        assert self.say(NOW + timedelta(hours=1), 4) == "donderdag 26 november, 13:00–17:00"
        assert self.say(NOW + timedelta(hours=1), 4, "en") == "Thursday 26 November, 13:00–17:00"

    def test_short_and_with_the_year(self):
        assert self.say(NOW + timedelta(hours=1), 4, "en", "short") == "Thu 26 Nov, 13:00–17:00"
        assert self.say(NOW + timedelta(hours=1), 4, "nl", "short") == "do 26 nov, 13:00–17:00"
        assert self.say(NOW + timedelta(hours=1), 4, "en", "year") == "Thursday 26 November 2026, 13:00–17:00"

    def test_until_midnight_is_still_one_day(self):
        assert self.say(NOW, 12, "en") == "Thursday 26 November, 12:00–24:00"

    def test_overnight_names_both_days(self):
        assert self.say(NOW, 20, "en") == "Thursday 26 November, 12:00 – Friday 27 November, 08:00"

    def test_whole_days(self):
        midnight = NOW.replace(hour=23) - timedelta(days=1)
        assert self.say(midnight, 24, "en") == "Thursday 26 November, all day"
        assert self.say(midnight, 72, "en") == "Thursday 26 November to Saturday 28 November"

    def test_the_hour_that_comes_twice_says_which(self):
        first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert self.say(first, 1, "en") == "Sunday 25 October, 02:30 CEST–02:30 CET"

    def test_a_length_in_words(self):
        assert render("{{ 240|duration }} / {{ 90|duration }} / {{ 2880|duration }}", "en") == (
            "4 hours / 1 hour 30 min / 2 days"
        )

    def test_a_countdown_says_the_time_left_without_any_script(self):
        html = render("{% countdown until now %}", until=NOW + timedelta(minutes=14, seconds=32), now=NOW)
        assert words(html) == "14:32"
        assert 'data-left="872"' in html

    def test_a_countdown_never_runs_below_zero(self):
        html = render("{% countdown until now %}", until=NOW - timedelta(minutes=1), now=NOW)
        assert 'data-left="0"' in html


class TestMonth:
    DAY = date(2026, 11, 26)

    def month(self, **day: object) -> str:
        facts = {"date": self.DAY, "state": "free", "spans": [], "url": "", **day}
        month = {"title": "November 2026", "weeks": [[None, None, None, facts, None, None, None]]}
        return render("{% month_calendar month zone %}", month=month, zone=ZONE)

    def test_free_hours_are_told_in_words_within_the_link(self):
        spans = [(NOW - timedelta(hours=3), NOW), (NOW + timedelta(hours=2), NOW + timedelta(hours=6))]
        html = self.month(state="some", spans=spans, url="/book/?date=2026-11-26")
        link = re.search(r'<a href="/book/\?date=2026-11-26" class="day">(.*?)</a>', html, re.DOTALL)
        assert link is not None
        assert words(link[1]) == "Thursday 26 November partly free: 09:00–12:00 14:00–18:00"

    def test_a_full_day_says_so_and_is_no_link(self):
        html = self.month(state="full")
        assert "<a" not in html
        assert "full" in words(html)

    def test_a_span_over_midnight_is_cut_to_the_day(self):
        html = self.month(spans=[(NOW - timedelta(days=2), NOW + timedelta(days=2))], url="#")
        assert "00:00–24:00" in words(html)

    def test_it_is_a_table_with_a_caption_and_named_columns(self):
        html = self.month()
        assert "<caption>" in html
        assert html.count('<th scope="col"') == 7


class TestForms:
    def test_a_form_without_mistakes_has_no_summary(self):
        assert 'role="alert"' not in render("{{ form }}", form=BookingForm())

    def test_the_summary_links_to_the_field_and_the_field_tells_its_error(self):
        html = render("{{ form }}", form=BookingForm({"name": ""}))
        assert "2 things to put right:" in words(html)
        assert 'href="#id_name"' in html
        assert 'aria-invalid="true"' in html
        described = re.search(r'name="name"[^>]*aria-describedby="([^"]+)"', html)
        assert described is not None
        for target in described[1].split():
            assert f'id="{target}"' in html

    def test_fields_that_may_stay_empty_say_so(self):
        text = words(render("{{ form }}", form=BookingForm()))
        assert "Note (optional)" in text
        assert "Name (optional)" not in text

    def test_a_list_says_it_only_where_nothing_may_be_chosen(self):
        class Lists(forms.Form):
            any = forms.ChoiceField(choices=[("", "any"), ("a", "A")], required=False)
            none = forms.ChoiceField(choices=[("", "–"), ("a", "A")], required=False)

        text = words(render("{{ form }}", form=Lists()))
        assert "None (optional)" in text
        assert "Any (optional)" not in text

    def test_a_form_may_say_it_once_for_all_its_rows(self):
        class Row(BookingForm):
            says_optional = False

        assert "(optional)" not in words(render("{{ form }}", form=Row()))

    def test_a_sentence_puts_each_field_in_its_place_with_a_label(self):
        html = render("{% sentence words form %}", words="We are {name}, & {unknown}.", form=BookingForm())
        assert words(html) == "We are Name, & ."
        assert '<label class="hush" for="id_name">Name</label>' in html


class TestSmallThings:
    @pytest.mark.parametrize(
        ("state", "letter"),
        [("asked", "A"), ("held", "H"), ("confirmed", "C"), ("out", "O"), ("in_repair", "R")]
        + [("cancelled", "X"), ("expired", "E"), ("done", "D"), ("completed", "D")],
    )
    def test_a_state_has_a_letter_and_a_word(self, state, letter):
        text = words(render("{% state name %}", name=state))
        assert text[0] == letter
        assert len(text) > 2

    def test_money_and_shares(self):
        assert render("{{ 123456|euro }} {{ 3500|share }} {{ 12100|net:2100|euro }}", "nl") == (
            "€\u00a01.234,56 35\u00a0% €\u00a0100,00"
        )

    def test_a_drawing_is_hidden_from_screen_readers(self):
        assert 'aria-hidden="true"' in render("{% drawing 'circles' 'Studio 2' %}")

    def test_no_component_writes_style_or_script(self):
        html = render("{% share_bar shares 24000 %}{% drawing 'cubes' 'x' %}{% state 'held' %}", shares=FOUR)
        assert "style=" not in html
        assert "<script" not in html


@pytest.mark.parametrize("code", ["500"])
def test_the_page_for_our_own_faults_needs_neither_request_nor_database(code):
    with translation.override("en"):
        assert "Something broke" in engines["django"].get_template(f"{code}.html").render()

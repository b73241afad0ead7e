"""Towns get names and slugs that can be told apart."""

from members.rules.places import PROVINCES, slug_of, towns


def city(name, code, population, number):
    return {
        "name": name,
        "countrycode": "NL",
        "admin1code": code,
        "population": population,
        "geonameid": number,
        "latitude": 52.0000001,
        "longitude": 5.5,
    }


def test_there_are_twelve_provinces():
    assert len(PROVINCES) == len({slug for slug, _name in PROVINCES.values()}) == 12


def test_slugs_are_plain():
    assert [slug_of(name) for name in ("'s-Hertogenbosch", "Súdwest-Fryslân", "De Bilt")] == [
        "s-hertogenbosch",
        "sudwest-fryslan",
        "de-bilt",
    ]


def test_the_smaller_of_two_towns_of_one_name_is_told_by_its_province():
    found = list(
        towns(
            [
                city("Hengelo", "03", 8000, 1),
                city("Hengelo", "15", 80000, 2),
                city("Hengelo", "03", 500, 3),
                city("The Hague", "11", 500000, 4),
                {**city("Gent", "06", 260000, 5), "countrycode": "BE"},
            ]
        )
    )
    assert [(town.slug, town.name, town.province) for town in found] == [
        ("den-haag", "Den Haag", "zuid-holland"),
        ("hengelo", "Hengelo", "overijssel"),
        ("hengelo-gelderland", "Hengelo (Gelderland)", "gelderland"),
        ("hengelo-gelderland-3", "Hengelo (Gelderland)", "gelderland"),
    ]
    assert found[0].latitude == 52.0

"""The words of a question as the index knows them: their lexemes, and what was meant by those that nobody wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cms.rules.words import SHORTEST_BEGINNING, SHORTEST_STEM, forms, near, slips
from hub.kit.sql import rows

# So many known words are compared with one that nobody wrote, and so many of them are tried.
MOST_COMPARED = 3_000
MOST_TRIED = 6
MOST_KNOWN = 20_000
KNOWN: dict[str, tuple[list[str] | None, list[str] | None]] = {}


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was asked for, with the lexemes that stand for it in the index."""

    text: str
    lexemes: frozenset[str]
    stems: frozenset[str]

    def whole(self) -> str:
        return " | ".join(quoted(each) for each in sorted(self.lexemes))

    def beginnings(self) -> list[str]:
        """What other words may begin with to be found as well: the word, and it without its ending (streamen finds a
        streaming set)."""
        stems = {each for each in self.stems if len(each) >= SHORTEST_STEM and self.text.startswith(each)}
        return sorted(stems | ({self.text} if len(self.text) >= SHORTEST_BEGINNING else set()))

    def beginning(self) -> str:
        return " | ".join([self.whole(), *(f"{quoted(each)}:*" for each in self.beginnings())])


STEMS = """
SELECT word, ts_lexize('dutch_stem', word), ts_lexize('english_stem', word)
FROM unnest(%(words)s::text[]) AS word
"""
UNKNOWN = """
SELECT asked.word FROM unnest(%(words)s::text[]) AS asked (word)
WHERE NOT EXISTS (SELECT FROM cms_searchword known WHERE starts_with(known.word, asked.word))
"""
# Words that say nothing are never meant.
TELLING = "ts_lexize('dutch_stem', word) <> '{}' AND ts_lexize('english_stem', word) <> '{}'"
SLIPPED = f"SELECT word, rows FROM cms_searchword WHERE word = ANY(%(words)s::text[]) AND {TELLING}"
ALIKE = f"""
SELECT word, rows FROM cms_searchword
WHERE {TELLING} AND left(word, 1) = %(first)s AND char_length(word) BETWEEN %(shortest)s AND %(longest)s
ORDER BY rows DESC, word LIMIT %(most)s
"""
TRIED = """
SELECT tried.at, (
    SELECT count(*) FROM cms_search_ids(tried.words::tsquery) AS found (id) JOIN cms_searchrow r ON r.id = found.id
    WHERE r.for_{reader} AND NOT r.hidden
) FROM unnest(%(queries)s::text[]) WITH ORDINALITY AS tried (words, at)
"""


def taken(words: Sequence[str]) -> list[Word]:
    """Each word with its lexemes. Words that say nothing (de, the) are left out, unless there are no others."""
    if not words:
        return []
    each_form = {word: sorted(forms(word)) for word in words}
    asked = sorted({form for found in each_form.values() for form in found})
    stems = _stems(asked)
    out = []
    for word in words:
        of_word = {stem for form in each_form[word] for found in stems[form] for stem in found or ()}
        out.append((Word(word, frozenset({*each_form[word], *of_word}), frozenset(of_word)), stems[word]))
    telling = [found for found, (dutch, english) in out if dutch != [] and english != []]
    return telling or [found for found, _stems in out]


def _stems(words: Sequence[str]) -> dict[str, tuple[list[str] | None, list[str] | None]]:
    """By word its Dutch and its English stem; an empty list where it says nothing. They never change, so what was asked
    once is kept."""
    missing = [word for word in words if word not in KNOWN]
    if missing:
        if len(KNOWN) > MOST_KNOWN:
            KNOWN.clear()
        KNOWN.update((word, (dutch, english)) for word, dutch, english in rows(STEMS, {"words": missing}))
    return {word: KNOWN[word] for word in words}


def meant_by(words: Sequence[str], *, reader: str) -> list[str]:
    """The words, each that nobody wrote replaced by one that is nearly it: of several the one with which most is found
    beside the other words."""
    unknown = {row[0] for row in rows(UNKNOWN, {"words": list(words)}, prepared=False)}
    meant = [word for word in words if word not in unknown]
    instead: dict[str, str] = {}
    for word in sorted(unknown):
        instead[word] = _likeliest(_alike(word), meant, reader) or word
        if instead[word] != word:
            meant.append(instead[word])
    return [instead.get(word, word) for word in words]


def _likeliest(candidates: list[str], beside: list[str], reader: str) -> str:
    if len(candidates) < 2:
        return "".join(candidates)
    queries = [all_of([each.whole() for each in taken([*beside, word])]) for word in candidates]
    found = rows(TRIED.format(reader=reader), {"queries": queries}, prepared=False)
    counts = dict(found)
    best = max(range(len(candidates)), key=lambda at: (counts[at + 1] > 0, -at))
    return candidates[best]


def _alike(word: str) -> list[str]:
    """Words of the index that differ from it by one slip, or by two where it is long: the nearest first."""
    if len(word) < SHORTEST_BEGINNING:
        return []
    close = rows(SLIPPED, {"words": sorted(slips(word))}, prepared=False)
    if close or len(word) < 6:
        return near(word, close, 1)[:MOST_TRIED]
    size = len(word)
    values = {"first": word[0], "shortest": size - 2, "longest": size + 2, "most": MOST_COMPARED}
    return near(word, rows(ALIKE, values, prepared=False), 2)[:MOST_TRIED]


def all_of(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts)


def quoted(lexeme: str) -> str:
    """Words have letters and figures alone, so that a quote needs no escaping; a stem is a word's beginning."""
    return f"'{lexeme}'"

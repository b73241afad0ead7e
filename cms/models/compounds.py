"""Words that end with a word that was asked for: an opnamestudio is a studio, a geluidsopname an opname."""

from collections.abc import Sequence
from dataclasses import replace

from cms.models.asked import Word
from cms.rules.words import NO_PARTS, SHORTEST_END
from hub.kit.sql import rows

# So many of one word and its forms, the commonest.
MOST = 12
# What stands before the end has to be a word of the index itself, with the letters that Dutch puts between two, and one
# that says something: no opnemen for nemen. The bounds are those of the index, letter by letter.
ENDING = r"""
SELECT asked.word, compound.word
FROM unnest(%(words)s::text[], %(ends)s::text[]) AS asked (word, ending)
CROSS JOIN LATERAL (
    SELECT known.word
    FROM cms_searchword known
    CROSS JOIN LATERAL (SELECT left(known.word, -char_length(asked.ending)) AS first) AS before
    WHERE reverse(known.word) ~>=~ reverse(asked.ending)
        AND reverse(known.word) ~<~ (reverse(asked.ending) || chr(1114111))
        AND char_length(before.first) >= 3 AND before.first <> ALL (%(none)s::text[])
        AND EXISTS (
            SELECT FROM cms_searchword part
            WHERE part.word = ANY (ARRAY[
                before.first, regexp_replace(before.first, 's$', ''),
                regexp_replace(before.first, 'en$', ''), regexp_replace(before.first, 'e$', ''),
                before.first || 's', before.first || 'en'
            ]) AND char_length(part.word) >= 3 AND ts_lexize('dutch_stem', part.word) <> '{}'
        )
    ORDER BY known.rows DESC, known.word LIMIT %(most)s
) AS compound
"""


def with_compounds(words: Sequence[Word]) -> list[Word]:
    """The same, each with the compounds that end with it or with one of its forms; one statement."""
    ends = [(word.text, end) for word in words for end in sorted(word.lexemes) if len(end) >= SHORTEST_END]
    if not ends:
        return list(words)
    values = {
        "words": [word for word, _end in ends],
        "ends": [end for _word, end in ends],
        "none": list(NO_PARTS),
        "most": MOST,
    }
    found: dict[str, set[str]] = {}
    for word, compound in rows(ENDING, values):
        found.setdefault(word, set()).add(compound)
    return [replace(each, lexemes=each.lexemes | found.get(each.text, set())) for each in words]

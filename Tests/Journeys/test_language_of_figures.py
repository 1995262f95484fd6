"""The pages about figures as they are, with the words of the pack: sentences, hard words, abbreviations, passives (T30)."""

import html
import re

import pytest

from pages import Visitor

# Of the list of the project: none longer than 22 words, 15 on average.
LONGEST, AVERAGE, PASSIVE = 22, 15, 0.2
HARD = """betreffende inzake middels derhalve teneinde conform omtrent aangaande parameter interval variantie dispersie statistisch methodiek
ingevolge desalniettemin alsmede correlatie causaal hypothese frequentie""".split()
SHORT = re.compile(r"\b(bijv|o\.a|d\.m\.v|i\.v\.m|m\.b\.t|t\.a\.v|evt|enz|resp)\.|\bt/m\b", re.I)
BLOCK = re.compile(r"</?(?:p|li|dt|dd|th|td|tr|h[1-6]|figcaption|caption|summary|label|legend|option|button|section|div|text|title|desc|ul|ol|dl|blockquote)\b[^>]*>")
PATHS = [
    "/signals", "/signals/veilig-thuis.advice", "/signals/police.reports-to-veilig-thuis", "/signals/vangnet.conversations",
    "/signals/made-up.contacts", "/signals/made-up.contacts?region=VT04", "/signals/made-up.contacts/regions",
    "/signals/made-up.contacts/compare?a=VT18&b=VT04&as=rate", "/signals/made-up.contacts/change?date=2020-03-15",
    "/signals/csg.survivors-new", "/signals/csg.calls", "/signals/kindertelefoon.conversations", "/signals/kindertelefoon.forum.growth",
    "/signals/families-with-measure.contacts.distance", "/signals/police.proactive-visits", "/signals/restraining-orders",
    "/signals/professionals.in-person-contacts", "/signals/weeks", "/signals/silence", "/signals/themes", "/signals/corrections",
    "/signals/findings", "/signals/ledger", "/signals/interpretations",
]


def sentences(page):
    """What is read in one breath, block by block."""
    main = re.search(r"<main\b.*?</main>", page, re.S).group(0)
    main = re.sub(r"<(script|style|svg|select)\b.*?</\1>", " ", main, flags=re.S)
    for block in BLOCK.split(main):
        text = html.unescape(re.sub(r"<[^>]+>", "", block)).strip()
        for sentence in re.split(r"(?<=[.!?:;])\s+|\s·\s", text):
            words = [w for w in sentence.split() if re.search(r"\w", w)]
            if words:
                yield sentence.strip(), len(words)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_about_figures_is_easy_to_read(shared, path):
    answer = Visitor(shared.base).get(path)
    assert answer.status == 200, (path, answer.status)
    page = answer.body.decode()
    found = list(sentences(page))
    assert len(found) > 3, path
    long = [s for s, n in found if n > LONGEST]
    assert not long, (path, long)
    whole = [n for s, n in found if n > 3 and s[-1] in ".!?:;"]
    assert sum(whole) / len(whole) <= AVERAGE, path
    text = " ".join(s for s, _ in found).lower()
    assert [w for w in HARD if re.search(rf"\b{w}", text)] == []
    assert not SHORT.search(text), SHORT.search(text)
    passive = [s for s, n in found if n > 3 and re.search(r"\b(wordt|worden|werd|werden)\b", s)]
    full = [s for s, n in found if n > 3 and s[-1] in ".!?"]
    assert len(passive) <= max(1, PASSIVE * len(full)), (path, passive)


def test_a_page_that_is_hard_would_be_noticed():
    page = "<main><p>Dit is kort. " + "woord " * 23 + ".</p><ul><li>Middels een toets</li></ul></main>"
    found = list(sentences(page))
    assert [n for _, n in found] == [3, 23, 3]

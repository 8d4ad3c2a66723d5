"""One search box over number, buyer, SKUs, item names, tracking: any part of a word finds, all words must occur.

Text is folded (accents and case away) when stored and when asked, because SQLite folds ASCII only. The index holds
trigrams without positions, so words are found by all their trigrams and then checked against the text itself; words of
one or two characters have no trigram and are checked only.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Search:
    """A search as SQL can use it: ``match`` for the trigram index (empty: all words are short), ``parts`` to test."""

    words: tuple[str, ...]
    match: str
    parts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    def values(self) -> dict[str, object]:
        """What the SQL below is to be executed with."""
        return {"match": self.match, **{f"w{at}": word for at, word in enumerate(self.words)}}

    def tests(self, words: Sequence[str]) -> str:
        """``AND`` conditions on ``x.search_text`` for some of ``words``."""
        return "".join(f" AND instr(x.search_text, :w{self.words.index(word)}) > 0" for word in words)

    def hits(self) -> str:
        """The ids of all orders that are found, in the order of their texts in the file."""
        if not self.match:
            return f"SELECT x.order_id AS rowid FROM order_texts x WHERE 1{self.tests(self.words)}"
        source = f"orders_fts{with_texts('orders_fts.rowid', self.parts)}"
        return f"SELECT orders_fts.rowid FROM {source} WHERE orders_fts MATCH :match{self.tests(self.parts)}"


def fold(text: str) -> str:
    """Lower case without accents or control characters; the same for what is stored and what is typed."""
    if text.isascii():
        return text.lower().replace("\0", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join([letter for letter in plain if letter.isascii() or not unicodedata.combining(letter)]).replace(
        "\0", ""
    )


def with_texts(order_id: str, words: Sequence[str]) -> str:
    """The join to the stored texts as ``x``, where there is a word to test."""
    return f" CROSS JOIN order_texts x ON x.order_id = {order_id}" if words else ""


def search_text(fields: Iterable[str]) -> str:
    """What is stored of one order: each field once, on its own line, so that no word is found across two fields."""
    return "\n".join(dict.fromkeys(fold(field) for field in fields if field))


def search_of(typed: str) -> Search:
    """The search for what was typed; nothing typed is false."""
    words = tuple(dict.fromkeys(fold(typed).split()))[:MOST_WORDS]
    trigrams = dict.fromkeys(word[at : at + 3] for word in words for at in range(len(word) - 2))
    match = " AND ".join('"' + trigram.replace('"', '""') + '"' for trigram in trigrams)
    return Search(words, match, tuple(word for word in words if len(word) != 3))

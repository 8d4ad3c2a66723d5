"""What people type and paste into the grid, written in six languages from a value that is known beforehand."""

import random
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal

from grid_model import AMOUNTS, COUNTS, DAYS, SIGNS, Words, amount, moment

STATUSES = {
    "Active": "active", "ACTIVE": "active", "yes": "active", "sim": "active",
    "Inactive": "inactive", "nonaktif": "inactive", "Off": "inactive", "n\u00e3o": "inactive",
}  # fmt: skip
ALSO = {"1": "active", "0": "inactive", "inactive": "inactive"}
UNREADABLE = ("n/a", "twelve or so", "1.2.3.4", "7 %")
AROUND = ("{}", "{}", "KES {}", "R$\u00a0{}", "{} \u20ac", " {} ", "'{}", "{}\u00a0DZD")
FIGURE = re.compile(r"(\d+)(?:([.,\u066b])(\d+))?")
DAY = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")


@dataclass
class Vocabulary:
    """Writes texts, and knows what each means in each column to somebody with this language."""

    locale: str
    zone: tzinfo
    rng: random.Random
    figures: dict[str, Decimal] = field(default_factory=dict)  # of texts written here that leave no doubt

    def text(self, of: str, *, typed: bool = False) -> str:
        """A text for a column; ``typed`` ones have only signs that every keyboard has."""
        if self.rng.random() < 0.06:
            return self.rng.choice(UNREADABLE)
        if of in DAYS:
            return f"2026-12-{self.rng.randint(1, 28):02}" + self.rng.choice(("", " 14:30", " 06:05"))
        if of == "status":
            found = self.rng.choice(list(STATUSES))
            return found if found.isascii() or not typed else "inactive"
        return self._count() if of in COUNTS else self._amount(typed=typed)

    def words(self, text: str, of: str) -> Words:
        """The text with what it means in a column."""
        body = text.strip()
        if of == "status":
            return Words(text, STATUSES.get(body) or ALSO.get(body, ""))
        if of in DAYS:
            return Words(text, self._moment(body, of) if DAY.fullmatch(body) else "")
        if text in self.figures:
            figure = self.figures[text]
            is_whole = figure == figure.to_integral_value()
            return Words(text, self._exact(figure, of) if of in AMOUNTS or is_whole else "")
        return self._plain(text, body, of)

    def _plain(self, text: str, body: str, of: str) -> Words:
        """A figure without ornament; three digits behind a sign may be thousands, or decimals."""
        found = FIGURE.fullmatch(body)
        if found is None:
            return Words(text, "")
        before, sign, after = found[1], found[2], found[3] or ""
        decimal, group = SIGNS[self.locale]
        can_be_thousands = sign in (".", ",") and len(after) == 3 and len(before) <= 3 and before[0] != "0"
        if can_be_thousands and (of in COUNTS or sign != decimal):
            is_doubtful = sign == decimal if of in COUNTS else sign != group
            return Words(text, self._exact(Decimal(before + after), of), is_doubtful)
        figure = Decimal(f"{before}.{after}" if sign else before)
        if of in COUNTS and figure != figure.to_integral_value():
            return Words(text, "")
        return Words(text, self._exact(figure, of), can_be_thousands)

    def _count(self) -> str:
        if self.rng.random() < 0.8:
            return str(self.rng.randint(0, 120))
        sign = self.rng.choice((".", ",", "\u00a0", " "))
        figure = self.rng.randint(1_000, 999_999)
        text = f"{figure:,}".replace(",", sign)
        if sign in "\u00a0 ":
            self.figures[text] = Decimal(figure)
        return text

    def _amount(self, *, typed: bool) -> str:
        figure = Decimal(self.rng.randint(100, 3_000_000)).scaleb(-2)
        locale = self.rng.choice(list(SIGNS))
        text = self.rng.choice(AROUND).format(amount(figure, locale))
        if typed and not text.isascii():
            text = f"{figure:,.2f}"
        self.figures[text] = figure
        return text

    @staticmethod
    def _exact(figure: Decimal, of: str) -> str:
        return str(int(figure)) if of in COUNTS else format(figure, "f")

    def _moment(self, text: str, of: str) -> str:
        try:
            if len(text) > 10:
                return moment(text, self.zone)
            return moment(f"{text} 23:59:59" if of == "sale_to" else text, self.zone)
        except ValueError:  # a digit was replaced, and that day there is none
            return ""

"""Simple formulas over the figures of a row, such as ``round(price * 1.1 + 5, 2)``: reckoned exactly, and bounded.

Nothing is ever run as a program: the text becomes a tree of which only sums, products and a few functions are known.
"""

import ast
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, DecimalException
from operator import itemgetter

from desktop.domain.errors import NotPossible

LONGEST = 200  # characters
LARGEST = Decimal(10) ** 12  # no stock and no price is as large
MOST_DECIMALS = 6
_MOST_PARTS = 100  # nodes of the tree
_EXACT = Context(prec=34)
# Letters, figures, spaces and these signs; a figure that runs into a letter would be one of Python's own ways to count.
_KNOWN_SIGNS = re.compile(r"[\w\s.,+\-*/()]*")
_FIGURE_IN_WORD = re.compile(r"[\d.][^\W\d]|\d_|\*\*|//")
_FIGURE = re.compile(r"\d{1,15}(?:\.\d{0,10})?|\.\d{1,10}")
_TYPOGRAPHY = str.maketrans({"\N{MULTIPLICATION SIGN}": "*", "\N{DIVISION SIGN}": "/", "\N{MINUS SIGN}": "-"})

_SUMS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: _EXACT.add,
    ast.Sub: _EXACT.subtract,
    ast.Mult: _EXACT.multiply,
    ast.Div: _EXACT.divide,
}


def _rounded(figure: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    if places != places.to_integral_value() or abs(places) > MOST_DECIMALS:
        raise NotPossible("formula_no_figure")
    return figure.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, _EXACT) + 0


# Name -> what it does, and with how few and how many figures.
FUNCTIONS: Mapping[str, tuple[Callable[..., Decimal], int, int]] = {
    "round": (_rounded, 1, 2),
    "floor": (lambda figure: figure.to_integral_value(ROUND_FLOOR), 1, 1),
    "ceil": (lambda figure: figure.to_integral_value(ROUND_CEILING), 1, 1),
    "abs": (abs, 1, 1),
    "min": (min, 2, 10),
    "max": (max, 2, 10),
}


Reckon = Callable[[Mapping[str, Decimal]], Decimal]
"""From the figures of a row, by column, to one figure."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was understood; ``names`` are the columns it reads.

    ``rounds``: it says itself to how many decimals its figure is rounded.
    """

    text: str
    names: frozenset[str]
    rounds: bool
    reckon: Reckon = field(compare=False)

    def of(self, figures: Mapping[str, Decimal]) -> Decimal:
        """What it gives for a row.

        Raises:
            NotPossible: ``formula_needs`` (``column``), a figure is missing; ``formula_no_figure``, there is no result:
                divided by nought, or larger than ``LARGEST``.
        """
        for name in sorted(self.names):
            if name not in figures:
                raise NotPossible("formula_needs", column=name)
        try:
            found = self.reckon(figures)
        except (DecimalException, ArithmeticError) as error:
            raise NotPossible("formula_no_figure") from error
        if not found.is_finite() or abs(found) > LARGEST:
            raise NotPossible("formula_no_figure")
        return found


def read_formula(text: str, columns: Collection[str]) -> Formula:
    """The formula in ``text``; an equals sign before it, as in spreadsheets, may stand or not. Capitals do not matter.

    Decimals have a point, figures of a function are parted by commas.

    Raises:
        NotPossible: ``formula_too_long``; ``formula_broken``, it does not hold together; ``formula_word`` (``word``).
    """
    body = text.translate(_TYPOGRAPHY).strip().removeprefix("=").strip().casefold()
    if len(body) > LONGEST:
        raise NotPossible("formula_too_long", most=str(LONGEST))
    if not body or not body.isprintable() or not _KNOWN_SIGNS.fullmatch(body) or _FIGURE_IN_WORD.search(body):
        raise NotPossible("formula_broken")
    try:
        tree = ast.parse(body, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NotPossible("formula_broken") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > _MOST_PARTS:
        raise NotPossible("formula_too_long", most=str(LONGEST))
    reckon = _reckoner(tree, body, columns)
    names = frozenset(one.id for one in nodes if isinstance(one, ast.Name) and one.id in columns)
    rounds = isinstance(tree, ast.Call) and ast.unparse(tree.func) in ("round", "floor", "ceil")
    return Formula(body, names, rounds, reckon)


def _reckoner(node: ast.expr, text: str, columns: Collection[str]) -> Reckon:
    """What a tree reckons; everything in it is one of the few things we know."""
    match node:
        case ast.Constant() if _FIGURE.fullmatch(written := ast.get_source_segment(text, node) or ""):
            figure = Decimal(written)  # as it was written: Python has made a float of it, which 0.1 is not
            return lambda _figures: figure
        case ast.Name(id=name) if name in columns:
            return itemgetter(name)
        case ast.Name(id=name):
            raise NotPossible("formula_word", word=name)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            inner = _reckoner(operand, text, columns)
            return inner if isinstance(sign, ast.UAdd) else lambda figures: -inner(figures)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SUMS:
            work, one, other = _SUMS[type(op)], _reckoner(left, text, columns), _reckoner(right, text, columns)
            return lambda figures: work(one(figures), other(figures))
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]):
            return _reckoner_of_call(name, given, text, columns)
    raise NotPossible("formula_broken")


def _reckoner_of_call(name: str, given: list[ast.expr], text: str, columns: Collection[str]) -> Reckon:
    if name not in FUNCTIONS:
        raise NotPossible("formula_word", word=name)
    work, least, most = FUNCTIONS[name]
    if not least <= len(given) <= most:
        raise NotPossible("formula_broken")
    parts = [_reckoner(one, text, columns) for one in given]
    return lambda figures: work(*(part(figures) for part in parts))

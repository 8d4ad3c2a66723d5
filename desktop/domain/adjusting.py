"""Changes of many figures at once: set, raise, lower, round - exact, and the same for counts and amounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from desktop.domain.catalog_grid import COUNTS, Field
from desktop.domain.formulas import Formula


class Change(StrEnum):
    """What happens to each figure."""

    SET = "set"
    RAISE = "raise"
    LOWER = "lower"
    RAISE_PERCENT = "raise_percent"
    LOWER_PERCENT = "lower_percent"
    KEEP = "keep"  # only rounded, or copied
    FORMULA = "formula"  # reckoned from several columns


class Rounding(StrEnum):
    """How the result is rounded."""

    NONE = "none"  # to the decimals the figure had, or its currency has
    UP_TO_99 = "up_to_99"  # to the next figure that ends in .99
    STEP = "step"  # to the nearest multiple
    STEP_UP = "step_up"
    STEP_DOWN = "step_down"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """``amount`` is the figure of the change, or per cent; ``step`` that of the rounding.

    ``source`` is the column that is started from; None: the one that changes. So a sale price is the price less 10 %.
    A ``formula`` reads columns by the values of ``Field``.
    """

    change: Change
    amount: Decimal = Decimal(0)
    rounding: Rounding = Rounding.NONE
    step: Decimal = Decimal(1)
    source: Field | None = None
    formula: Formula | None = None


def reckoned(figures: Mapping[Field, Decimal], of: Field, how: Adjustment, places: int) -> Decimal | None:
    """The new figure of the column ``of`` in a row with these figures; see ``adjusted``.

    Raises:
        NotPossible: as ``Formula.of`` does.
    """
    if how.formula is None:
        return adjusted(figures.get(how.source or of), how, places)
    found = how.formula.of({one.value: figure for one, figure in figures.items()})
    is_rounded = how.formula.rounds and how.rounding is Rounding.NONE and of not in COUNTS
    return found if is_rounded else _rounded(found, how, places)


def adjusted(figure: Decimal | None, how: Adjustment, places: int) -> Decimal | None:
    """The new figure with at most ``places`` decimals, from ``figure`` of the column that is started from.

    None where there is nothing to reckon with: the cell is empty.
    """
    start = how.amount if how.change is Change.SET else figure
    return None if start is None else _rounded(_changed(start, how), how, places)


def decimals_of(figures: Iterable[Decimal]) -> int:
    """The decimals that amounts have here: as many as the most exact of them, and two where there are any."""
    exponents = (figure.as_tuple().exponent for figure in figures)
    most = max((-one for one in exponents if isinstance(one, int) and one < 0), default=0)
    return max(most, 2) if most else 0


def _changed(figure: Decimal, how: Adjustment) -> Decimal:
    share = how.amount / 100
    return {
        Change.RAISE: lambda: figure + how.amount,
        Change.LOWER: lambda: figure - how.amount,
        Change.RAISE_PERCENT: lambda: figure * (1 + share),
        Change.LOWER_PERCENT: lambda: figure * (1 - share),
    }.get(how.change, lambda: figure)()


def _rounded(figure: Decimal, how: Adjustment, places: int) -> Decimal:
    if how.rounding is Rounding.UP_TO_99:
        return (figure + Decimal("0.01")).to_integral_value(ROUND_CEILING) - Decimal("0.01")
    if how.rounding is not Rounding.NONE and how.step > 0:
        ways = {Rounding.STEP_UP: ROUND_CEILING, Rounding.STEP_DOWN: ROUND_FLOOR}
        times = (figure / how.step).to_integral_value(ways.get(how.rounding, ROUND_HALF_UP))
        return times * how.step
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

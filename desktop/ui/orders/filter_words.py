"""The filters of a view in words, one chip for each, and how a view becomes without one of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.domain.order_filters import NO_FILTERS, OrderFilters, OutboxFilter
from desktop.ui.kit import text
from desktop.ui.kit.format import day, figure, span

_NAMED = 3  # values of one filter that are named; of more it says how many


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderFilters", source)


class Chip(NamedTuple):
    """One filter that is set: ``key`` takes it away again."""

    key: str
    words: str


# Filters of several fields go together.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "placed": ("placed_from", "placed_to", "placed_within"),
    "amount": ("amount_from", "amount_to"),
}


def without(filters: OrderFilters, key: str) -> OrderFilters:
    """``filters`` without the one of that chip."""
    return replace(filters, **{name: getattr(NO_FILTERS, name) for name in _FIELDS.get(key, (key,))})


def chips(filters: OrderFilters, platform_titles: Mapping[str, str]) -> Iterator[Chip]:
    """What is set, in a sequence that does not change."""
    yield from _lists(filters, platform_titles)
    yield from _states(filters)
    if filters.buyer:
        yield Chip("buyer", tr("Buyer: {name}").format(name=filters.buyer))
    yield from _times(filters)
    if filters.amount_from is not None or filters.amount_to is not None:
        yield Chip("amount", tr("Amount: {range}").format(range=_amounts(filters.amount_from, filters.amount_to)))


def _lists(filters: OrderFilters, platform_titles: Mapping[str, str]) -> Iterator[Chip]:
    titles = [platform_titles.get(one, one) for one in filters.platforms]
    labels = [text.label_mark(one).text for one in filters.labels]
    for key, words, values in (
        ("platforms", tr("Marketplace: {names}"), titles),
        ("countries", tr("Country: {names}"), filters.countries),
        ("providers", tr("Courier: {names}"), filters.providers),
        ("tags", tr("Tag: {names}"), filters.tags),
        ("labels", tr("Label: {names}"), labels),
    ):
        if values:
            yield Chip(key, words.format(names=_named(values)))


def _states(filters: OrderFilters) -> Iterator[Chip]:
    if filters.printed is not None:
        yield Chip("printed", tr("Printed") if filters.printed else tr("Not printed"))
    if filters.open:
        yield Chip("open", tr("Still to send"))
    if filters.outbox is not None:
        yield Chip("outbox", outbox_words()[filters.outbox])
    if filters.noted is not None:
        yield Chip("noted", tr("With a private note") if filters.noted else tr("Without a private note"))


def _times(filters: OrderFilters) -> Iterator[Chip]:
    if filters.placed_within is not None:
        words = length_words(filters.placed_within)
        yield Chip("placed", tr("Placed in the last {span}").format(span=words))
    elif filters.placed_from is not None or filters.placed_to is not None:
        yield Chip("placed", tr("Placed: {range}").format(range=_days(filters.placed_from, filters.placed_to)))
    if filters.ship_within is not None:
        yield Chip("ship_within", _near(filters.ship_within, tr("Ship by: within {span}"), tr("Ship by: late")))
    if filters.breach_within is not None:
        yield Chip("breach_within", _near(filters.breach_within, tr("Breaches within {span}"), tr("Breached")))


def outbox_words() -> Mapping[OutboxFilter, str]:
    """What the outbox holds of an order."""
    return {OutboxFilter.OPEN: tr("In the outbox"), OutboxFilter.REFUSED: tr("Refused by the marketplace")}


def length_words(length: timedelta) -> str:
    """``6 h``, ``3 d``: whole hours and days without their noughts."""
    hours, rest = divmod(int(length.total_seconds()), 3600)
    if rest or not hours:
        return span(length)
    return tr("{n} h").format(n=hours) if hours <= 48 else span(length)


def _near(length: timedelta, words: str, late: str) -> str:
    return words.format(span=length_words(length)) if length > timedelta(0) else late


def _named(values: Sequence[str]) -> str:
    if len(values) <= _NAMED:
        return ", ".join(values)
    return tr("{names} and {n} more").format(names=", ".join(values[:_NAMED]), n=len(values) - _NAMED)


def _days(first: datetime | None, end: datetime | None) -> str:
    """From the first day to the last; ``end`` is the midnight after it."""
    if end is None:
        return "" if first is None else tr("since {day}").format(day=day(first))
    last = day(end - timedelta(seconds=1))
    if first is None:
        return tr("until {day}").format(day=last)
    return last if day(first) == last else f"{day(first)} \N{EN DASH} {last}"


def _amounts(least: Decimal | None, most: Decimal | None) -> str:
    if most is None:
        return "" if least is None else tr("at least {amount}").format(amount=figure(least))
    if least is None:
        return tr("at most {amount}").format(amount=figure(most))
    return f"{figure(least)} \N{EN DASH} {figure(most)}"

"""Deadline rules in sentences: what must be done until when, which days count, and what it costs to be late."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.domain.deadlines import EXAMPLE, OWN, DeadlineRule, Fee, FeeKind, Met, Unit
from desktop.domain.money import Money
from desktop.ui.kit.format import counted, locale, money

_AN_EVENING = time(17)
_FRIDAY = 4


def tr(source: str) -> str:
    return QCoreApplication.translate("DeadlineWords", source)


def met_word(met: Met) -> str:
    """What must have happened: *packed*."""
    return {Met.PACKED: tr("packed"), Met.READY: tr("ready to ship"), Met.SHIPPED: tr("shipped")}[met]


def rule_sentence(rule: DeadlineRule) -> str:
    """The deadline itself, and which hours and days do not count."""
    sentences = [_deadline(rule)]
    if rule.cut_off is not None:
        words = tr("What comes at {time} or later counts from the next working day.")
        sentences.append(words.format(time=_clock(rule.cut_off)))
    if rule.place.weekend:
        days = _listed([day_name(day) for day in sorted(rule.place.weekend)])
        sentences.append(tr("Not counted: {days}.").format(days=days))
    if rule.place.holidays:
        one, many = tr("One holiday does not count."), tr("{n} holidays do not count.")
        sentences.append(counted(len(rule.place.holidays), one, many))
    return " ".join(sentences)


def example_sentence(rule: DeadlineRule, now: datetime) -> str:
    """What the rule means for an order of the coming Friday evening."""
    here = rule.place.local(now).date()
    friday = here + timedelta(days=(_FRIDAY - here.weekday()) % 7)
    placed = rule.place.at(friday, _AN_EVENING)
    due = rule.place.local(rule.deadline(placed) + timedelta(minutes=rule.grace_minutes))
    words = tr("An order placed {placed} must be {met} by {due}.")
    return words.format(
        placed=_moment(rule.place.local(placed), friday), met=met_word(rule.met), due=_moment(due, friday)
    )


def loss_sentence(rule: DeadlineRule, fee: Money | None = None) -> str:
    """What being late costs by this rule; with ``fee`` as reckoned for one order."""
    charged = money(fee) if fee is not None else _fee(rule.fee)
    if rule.loses_order and charged:
        return tr("Late: the order is cancelled, and a fee of {fee} is charged.").format(fee=charged)
    if rule.loses_order:
        return tr("Late: the order is cancelled.")
    if charged:
        return tr("Late: a fee of {fee} is charged.").format(fee=charged)
    return tr("Late: no loss is known; the buyer waits.")


def source_sentence(source: str) -> str:
    """Where a value is from; never more certain than it is."""
    if source == OWN:
        return tr("You set this.")
    if not source or source == EXAMPLE:
        return tr("Example - check with your marketplace.")
    if source.endswith(EXAMPLE):
        return f"{source.removesuffix(EXAMPLE).strip()} {tr('example - check with your marketplace.')}"
    return source


def day_name(day: int, *, short: bool = False) -> str:
    """The name of a weekday, Monday being 0."""
    length = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return locale().dayName(day + 1, length)


def _deadline(rule: DeadlineRule) -> str:
    met = met_word(rule.met)
    if rule.unit is Unit.HOURS:
        within = counted(rule.within, tr("1 hour"), tr("{n} hours"))
        words = tr("To be {met} within {within}.").format(met=met, within=within)
        if rule.until is None:
            return words
        return words + " " + tr("It counts as late at the next {time}.").format(time=_clock(rule.until))
    ends = tr("the end") if rule.until is None else _clock(rule.until)
    if rule.within == 0:
        return tr("To be {met} on the same working day, by {ends}.").format(met=met, ends=ends)
    days = counted(rule.within, tr("1 working day"), tr("{n} working days"))
    return tr("To be {met} within {days}, by {ends} of the last.").format(met=met, days=days, ends=ends)


def _fee(fee: Fee) -> str:
    if fee.kind is FeeKind.NONE:
        return ""
    each = tr(" per item") if fee.per_item else ""
    if fee.kind is FeeKind.FIXED:
        return money(Money(fee.amount, fee.currency)).strip() + each
    share = tr("{percent} % of the amount").format(percent=f"{fee.amount.normalize():f}")
    low, high = (None if one is None else money(Money(one, fee.currency)).strip() for one in (fee.minimum, fee.maximum))
    if low and high:
        return tr("{share}, {low} to {high}").format(share=share, low=low, high=high) + each
    if low or high:
        bound = tr("at least {amount}").format(amount=low) if low else tr("at most {amount}").format(amount=high)
        return f"{share}, {bound}{each}"
    return share + each


def _moment(at: datetime, near: date) -> str:
    """Weekday and hour; midnight belongs to the day that it ends, and what is far away gets its date."""
    if at.time() == time.min:
        at, clock = at - timedelta(days=1), tr("24:00")
    else:
        clock = _clock(at.time())
    far = f", {at:%d %b}" if at.date() - near >= timedelta(days=7) else ""
    return f"{day_name(at.weekday())}{far} {clock}"


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"


def _listed(words: list[str]) -> str:
    return ", ".join(words)

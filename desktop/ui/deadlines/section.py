"""The deadline in an order's detail: until when, by whose rule, and what being late costs, in words."""

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.domain.deadlines import DeadlineRule, due_order_of, risk_of
from desktop.domain.order_views import OrderRow
from desktop.ui.deadlines.words import loss_sentence, met_word, rule_sentence, source_sentence
from desktop.ui.kit.cards import Section, facts
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import moment, money, span


def tr(source: str) -> str:
    return QCoreApplication.translate("DeadlineSection", source)


def deadline_section(row: OrderRow, rule: DeadlineRule | None, now: datetime) -> Section:
    """For an order that has a deadline; ``rule`` is the one in force for it, if any."""
    assert row.breach_at is not None
    section = Section(tr("Deadline"), "clock")
    told = row.ship_by is not None and (rule is None or rule.platform_wins)
    left = max(row.breach_at - now, timedelta(0))
    wanted = tr("To be {met} by").format(met=met_word(rule.met)) if rule else tr("Ship by")
    section.body.addWidget(facts((
        (wanted, moment(row.breach_at)),
        elsewhere(row.breach_at, rule),
        (tr("Time left") if left else tr("Late by"), span(left or now - row.breach_at)),
        (tr("At risk"), money(row.risk) if row.risk is not None and row.risk.amount else ""),
        (tr("Rule"), rule.title if rule else ""),
    )))  # fmt: skip
    if told:
        section.body.addWidget(plain_label(tr("The marketplace itself gave this deadline."), role="muted", wrap=True))
    if rule is not None:
        risk = risk_of(due_order_of(row), rule)
        words = [*([] if told else [rule_sentence(rule)]), loss_sentence(rule, risk.fee if risk else None)]
        section.body.addWidget(plain_label(" ".join(words), role="muted", wrap=True))
        if rule.is_example and not told:
            section.body.addWidget(plain_label(source_sentence(""), role="warning", wrap=True))
    return section


def elsewhere(at: datetime, rule: DeadlineRule | None) -> tuple[str, str]:
    """The hour on the marketplace's clock, where that is not the seller's own; else nothing."""
    if rule is None or rule.place.local(at).utcoffset() == at.astimezone().utcoffset():
        return "", ""
    city = rule.place.zone.rpartition("/")[2].replace("_", " ")
    return tr("In {city}").format(city=city), f"{rule.place.local(at):%d %b %Y %H:%M}"

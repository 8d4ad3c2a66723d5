"""The sections of an order's detail, each a plain function from the order to a widget."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.deadlines import DeadlineRule
from desktop.domain.labels import StoredLabel
from desktop.domain.order_views import OrderDetail
from desktop.domain.orders import OPEN_BUCKETS, OrderItem
from desktop.ui.deadlines.section import deadline_section
from desktop.ui.kit import reasons, text
from desktop.ui.kit.cards import Section, facts, pill_label, selectable
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.format import ago, countdown, moment_both, money, sum_of
from desktop.ui.kit.theme import Tone, scaled
from desktop.ui.ports import Clock


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderDetail", source)


def sections(detail: OrderDetail, clock: Clock, rule: DeadlineRule | None = None) -> Iterator[QWidget]:
    """Every section that has something to say, top to bottom; ``rule`` is the order's deadline rule."""
    is_due = detail.row.breach_at is not None and detail.row.bucket in OPEN_BUCKETS
    if is_due:
        yield deadline_section(detail.row, rule, clock())
    if (detail.row.ship_by is not None and not is_due) or detail.row.provider or detail.row.tracking:
        yield shipping(detail, clock)
    yield items(detail)
    if detail.labels or detail.row.label_problem is not None:
        yield documents(detail, clock)
    yield address(detail)
    yield amounts(detail)
    if detail.note:
        section = Section(tr("Note from the buyer"), "note")
        section.body.addWidget(selectable(detail.note))
        yield section


def shipping(detail: OrderDetail, clock: Clock) -> Section:
    """Deadline, courier and tracking numbers."""
    row, section = detail.row, Section(tr("Shipping"), "truck")
    due = ""
    if row.ship_by is not None and (row.breach_at is None or row.bucket not in OPEN_BUCKETS):
        due = f"{countdown(row.ship_by, clock())}  \N{MIDDLE DOT}  {moment_both(row.ship_by)}"
    tracking = ", ".join(parcel.tracking_number for parcel in detail.parcels) or row.tracking
    section.body.addWidget(facts(((tr("Ship by"), due), (tr("Courier"), row.provider), (tr("Tracking"), tracking))))
    return section


def items(detail: OrderDetail) -> Section:
    """One line per item with its own status: platforms speak of items, not of orders."""
    section = Section(tr("Items ({n})").format(n=sum(item.quantity for item in detail.items)), "pack")
    for item in detail.items:
        section.body.addWidget(_item(item))
    if not detail.items:
        section.body.addWidget(
            plain_label(tr("The items have not been read yet. They come with the next sync."), role="muted", wrap=True)
        )
    return section


def _item(item: OrderItem) -> QWidget:
    box = QWidget()
    box.setAccessibleName(f"{item.sku}, {item.name}")
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 2, 0, 4)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(1)
    name = selectable(item.name or item.sku)
    grid.addWidget(name, 0, 0)
    price = plain_label(money(item.price))
    price.setFont(scaled(price.font(), 1.0, QFont.Weight.Medium))
    grid.addWidget(price, 0, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    times = f"{item.quantity} \N{MULTIPLICATION SIGN} " if item.quantity != 1 else ""
    grid.addWidget(selectable(f"{times}{item.sku}", role="muted"), 1, 0)
    mark = text.item_mark(item.status)
    if item.by_platform:
        mark = Mark(tr("Sent by the marketplace"), Tone.NEUTRAL, "truck")
    status = pill_label(mark)
    status.setToolTip(plain_tip(tr("The marketplace says: {status}").format(status=item.platform_status)))
    grid.addWidget(status, 1, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return box


def documents(detail: OrderDetail, clock: Clock) -> Section:
    """The labels in the vault: state, when fetched, how often printed, why refused."""
    section = Section(tr("Labels"), "label")
    for label in detail.labels:
        section.body.addWidget(_label(label, clock))
    if not detail.labels and detail.row.label_problem is not None:
        section.body.addWidget(
            plain_label(reasons.problem_sentence(detail.row.label_problem), role="danger", wrap=True)
        )
    return section


def _label(label: StoredLabel, clock: Clock) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    row = QHBoxLayout()
    row.addWidget(selectable(label.tracking_number or tr("No tracking number")))
    row.addStretch()
    row.addWidget(pill_label(text.label_mark(label.state, label.printed)))
    column.addLayout(row)
    words = tr("{format}, fetched {when}").format(format=label.format.upper(), when=ago(label.fetched_at, clock()))
    column.addWidget(plain_label(words, role="muted"))
    if label.problem is not None:
        column.addWidget(plain_label(reasons.problem_sentence(label.problem), role="danger", wrap=True))
    return box


def address(detail: OrderDetail) -> Section:
    """Who gets the parcel."""
    who, section = detail.address, Section(tr("Deliver to"), "place")
    place = " ".join(part for part in (who.postal_code, who.city) if part)
    lines = [who.name or detail.row.buyer, *who.lines, place, who.region, who.country]
    section.body.addWidget(selectable("\n".join(line for line in lines if line) or tr("No address given.")))
    if who.phone:
        section.body.addWidget(facts(((tr("Phone"), who.phone),)))
    return section


def amounts(detail: OrderDetail) -> Section:
    """What the buyer pays, as the platform wrote it."""
    section = Section(tr("Amounts"), "money")
    prices = sum_of([item.price.times(item.quantity) for item in detail.items])
    total = money(detail.row.total)
    section.body.addWidget(facts(((tr("Items"), prices), (tr("Total"), total), (tr("Payment"), detail.payment))))
    return section

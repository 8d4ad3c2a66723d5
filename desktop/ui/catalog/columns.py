"""The columns of the grid: which facts of a row are shown, and what each cell says of its state."""

from collections.abc import Mapping, MutableMapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.catalog import QcStatus
from desktop.domain.catalog_grid import AMOUNTS, COUNTS, CellState, Field, GridCell, GridRow, GridSort
from desktop.domain.operations import OperationState
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.values import FIELD_WORDS, bare, shown
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import reasons, text
from desktop.ui.kit.columns import Cell, Column, Look, Mark
from desktop.ui.kit.format import counted, moment, number
from desktop.ui.kit.theme import Tone

Flying = MutableMapping[tuple[int, Field], str | None]
"""What was typed a moment ago and is not on disk yet: texts by row and field, None where a draft is taken back."""

FROZEN = 3  # SKU, name and picture stay in place when the others scroll
PICTURE = 2  # shown before the others, where it is shown at all
_NONE = Cell("")


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogColumns", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("CatalogColumns", source))


STATES: Mapping[CellState, tuple[str, Tone, str]] = {
    CellState.DRAFT: (_("Changed, not sent"), Tone.INFO, "edit"),
    CellState.WARNING: (_("Changed, with a warning"), Tone.WARNING, "warning"),
    CellState.ERROR: (_("Cannot be sent like this"), Tone.DANGER, "error"),
    CellState.SENDING: (_("On its way"), Tone.SUCCESS, "outbox"),
    CellState.REFUSED: (_("Refused"), Tone.DANGER, "cancel"),
    CellState.CONFLICT: (_("Needs your decision"), Tone.WARNING, "help"),
}
_QC: Mapping[QcStatus, tuple[str, Tone, str]] = {
    QcStatus.PENDING: (_("In review"), Tone.WARNING, "clock"),
    QcStatus.APPROVED: (_("Approved"), Tone.SUCCESS, "done"),
    QcStatus.REJECTED: (_("Rejected"), Tone.DANGER, "error"),
    QcStatus.UNKNOWN: (_("Unknown"), Tone.NEUTRAL, "help"),
}


def state_mark(state: CellState) -> Mark:
    """A cell's state as word, tone and icon."""
    words, tone, icon = STATES[state]
    return Mark(tr(words), tone, icon)


def grid_columns(how: Manner, flying: Flying) -> tuple[Column[GridRow], ...]:
    """The grid's columns, the frozen ones first."""

    def value(of: Field, width: int, sort: GridSort | None = None, *, hidden: bool = False) -> Column[GridRow]:
        look = Look.NUMBER if of in COUNTS or of in AMOUNTS else Look.PLAIN
        title = value_words(FIELD_WORDS[of])
        return Column(of.value, title, width, lambda row: _value(row, of, how, flying), look, sort or "", hidden)

    return (
        Column("sku", tr("SKU"), 168, _sku, Look.STRONG, GridSort.SKU),
        Column("name", tr("Name"), 210, _name, Look.PLAIN, GridSort.NAME),
        Column("picture", tr("Picture"), 64, _picture, hidden=True),
        Column("shop", tr("Shop"), 120, lambda row: Cell(row.stored.shop), Look.MUTED, GridSort.SHOP),
        Column("place", tr("Market"), 110, lambda row: Cell(row.place_name), Look.MUTED),
        value(Field.STOCK, 84, GridSort.STOCK),
        value(Field.SAFETY_STOCK, 104),
        value(Field.PRICE, 132, GridSort.PRICE),
        value(Field.SALE_PRICE, 132),
        value(Field.SALE_FROM, 136),
        value(Field.SALE_TO, 136),
        value(Field.STATUS, 100, GridSort.STATUS),
        Column("qc", tr("Quality check"), 120, _qc, Look.MARK, GridSort.QC),
        Column("linked", tr("Linked"), 84, _linked, Look.MARK),
        Column("pending", tr("Outbox"), 150, _pending, Look.MARK),
        Column("last", tr("Last answer"), 190, _last, Look.MARK),
        Column("brand", tr("Brand"), 110, lambda row: _own(row, row.stored.variant.brand), Look.MUTED, hidden=True),
        Column(
            "category", tr("Category"), 140, lambda row: _own(row, row.stored.variant.category), Look.MUTED, hidden=True
        ),
        Column(
            "barcode", tr("Barcode"), 130, lambda row: _own(row, row.stored.variant.barcode), Look.MUTED, hidden=True
        ),
        Column("said", tr("The marketplace says"), 140, _said, Look.MUTED, hidden=True),
    )


def _sku(row: GridRow) -> Cell:
    if row.depth:
        return Cell(row.place_name, quiet=True, name=f"{row.stored.variant.sku}, {row.place_name}")
    sku = row.stored.variant.sku or row.stored.variant.remote_id
    name = tr("{sku}, {n} rows below").format(sku=sku, n=row.below) if row.below else sku
    return Cell(sku, name=name)


def _name(row: GridRow) -> Cell:
    return Cell(row.stored.variant.name, quiet=bool(row.depth))


def _picture(row: GridRow) -> Cell:
    """Painted by the grid; here is what is said of it."""
    has_one = bool(row.stored.variant.image_url) and not row.depth
    return Cell("", name=tr("Picture of {sku}").format(sku=row.stored.variant.sku) if has_one else tr("No picture"))


def _own(row: GridRow, words: str) -> Cell:
    return _NONE if row.depth else Cell(words)


def _said(row: GridRow) -> Cell:
    offer = next((one for one in row.stored.variant.offers if one.market == row.place.market), None)
    return Cell((offer.platform_status if offer else "") or _own(row, row.stored.variant.platform_status).text)


def _value(row: GridRow, of: Field, how: Manner, flying: Flying) -> Cell:
    cell = row.cells.get(of)
    if cell is None:
        return _NONE
    if (row.id, of) in flying:
        return _flying(flying[row.id, of], cell, of, row, how)
    words = cell.draft.typed if cell.draft and not cell.draft.is_readable else shown(of, cell.value, row.currency, how)
    if cell.state is CellState.PLAIN:
        return Cell(words, tip=_why_locked(cell), quiet=bool(cell.locked))
    mark = state_mark(cell.state)
    tip = "\n".join((mark.text, *_told(row, cell, of, how)))
    words = words or (tr("none") if cell.draft else "")
    return Cell(words, None, tip, mark.tone, mark.icon, name=f"{words}, {tip}".replace("\n", ", "))


def _flying(typed: str | None, cell: GridCell, of: Field, row: GridRow, how: Manner) -> Cell:
    """Typed a moment ago: shown as typed until it was read."""
    if typed is None:
        before = cell.before if cell.draft else cell.value
        return Cell(shown(of, before, row.currency, how))
    mark = state_mark(CellState.DRAFT)
    return Cell(typed, None, tr("Being saved"), mark.tone, mark.icon)


def _told(row: GridRow, cell: GridCell, of: Field, how: Manner) -> list[str]:
    """What is to be said about a cell that is not plain."""
    said = [reasons.code_sentence(one.code, one.params) for one in cell.findings]
    if cell.code:
        said.append(reasons.code_sentence(cell.code, cell.params))
    before = shown(of, cell.before, row.currency, how) or tr("nothing")
    return [*dict.fromkeys(said), tr("At the marketplace: {value}").format(value=before)]


def _why_locked(cell: GridCell) -> str:
    return reasons.code_sentence(cell.locked) if cell.locked else ""


def _qc(row: GridRow) -> Cell:
    variant = row.stored.variant
    if row.depth or variant.qc_status not in _QC:
        return _NONE
    words, tone, icon = _QC[variant.qc_status]
    return Cell(tr(words), Mark(tr(words), tone, icon), variant.qc_reason or tr(words))


def _linked(row: GridRow) -> Cell:
    """How many SKUs share its shelf."""
    if not row.linked:
        return _NONE
    tip = counted(row.linked - 1, tr("Shares its shelf with 1 other SKU"), tr("Shares its shelf with {n} other SKUs"))
    words = number(row.linked)
    return Cell(words, Mark(words, Tone.NEUTRAL, "link", pill=False), tip, name=tip)


def _pending(row: GridRow) -> Cell:
    if not row.pending:
        return _NONE
    worst = next((one for one in row.pending if one.state is not OperationState.QUEUED), row.pending[0])
    mark = text.operation_mark(worst.kind, worst.state)
    return Cell(mark.text, mark, reasons.code_sentence(worst.code, worst.params) if worst.code else mark.text)


def _last(row: GridRow) -> Cell:
    """The newest answer: what was wished and what became of it."""
    if row.last is None:
        return _NONE
    mark = text.operation_mark(row.last.kind, row.last.state)
    told = [mark.text]
    if row.last.code:
        told.append(reasons.code_sentence(row.last.code, row.last.params))
    if row.last.finished_at:
        told.append(moment(row.last.finished_at))
    return Cell(mark.text, mark._replace(pill=False), "\n".join(told))


def copied(row: GridRow, column: Column[GridRow], how: Manner) -> str:
    """A cell for the clipboard: values bare, so that they can be pasted back."""
    if column.key in set(Field):
        of = Field(column.key)
        cell = row.cells.get(of)
        if cell is None:
            return ""
        return cell.draft.typed if cell.draft and not cell.draft.is_readable else bare(of, cell.value, how)
    return row.stored.variant.image_url if column.key == "picture" else column.cell(row).text

"""What is told about a scan: a headline to be read from afar, a sentence, an icon, a tone, and what can be done."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.domain.packing import OrderHit
from desktop.domain.scanning import Outcome, ScanResult
from desktop.ui.kit import reasons
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone

_TIMES = "\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}"


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanWords", source)


class Choice(NamedTuple):
    """A button of the band; ``order_id`` where it opens an order."""

    key: str
    title: str
    order_id: int = 0


class Telling(NamedTuple):
    """``by_enter``: Enter is the first choice."""

    headline: str
    sentence: str = ""
    tone: Tone = Tone.NEUTRAL
    icon: str = "info"
    choices: tuple[Choice, ...] = ()
    by_enter: bool = True


def waiting() -> Telling:
    """Before the first scan."""
    return Telling(tr("Ready to scan"), tr("Begin with the number or the tracking number of an order."), icon="scan")


def printing(order: OrderHit) -> Telling:
    """While the label is on its way."""
    sentence = tr("The label is being printed\N{HORIZONTAL ELLIPSIS}")
    return Telling(_complete(order), sentence, Tone.SUCCESS, "printer")


def telling(outcome: Outcome) -> Telling:
    """The words for an outcome."""
    return _TELLERS[outcome.result](outcome)


def _complete(order: OrderHit | None) -> str:
    return tr("Complete: {order}").format(order=order.number if order else "")


def _number(outcome: Outcome) -> str:
    return outcome.order.number if outcome.order else ""


def _item(outcome: Outcome) -> str:
    return outcome.sku or outcome.name or outcome.code or tr("Item without SKU")


def _progress(outcome: Outcome) -> str:
    return tr("{done} of {most}").format(done=number(outcome.done), most=number(outcome.most))


def _opened(outcome: Outcome) -> Telling:
    items = counted(outcome.most, tr("One item to pack."), tr("{n} items to pack."))
    begun = tr("{progress} are in the parcel already.").format(progress=_progress(outcome))
    headline = tr("Order {number}").format(number=_number(outcome))
    return Telling(headline, begun if outcome.done else items, Tone.SUCCESS, "pack")


def _same_order(outcome: Outcome) -> Telling:
    return Telling(
        tr("This order is on the table"),
        tr("{progress} packed. Go on with its items.").format(progress=_progress(outcome)),
        Tone.INFO,
        "pack",
    )


def _other_order(outcome: Outcome) -> Telling:
    other = outcome.choices[0]
    return Telling(
        tr("Order {number} is not finished").format(number=_number(outcome)),
        tr("{progress} packed. Scan {other} once more to put this one aside, or go on packing.").format(
            progress=_progress(outcome), other=other.number
        ),
        Tone.WARNING,
        "warning",
        (Choice("open", tr("Put aside, open {number}").format(number=other.number), other.order_id),),
    )


def _several(outcome: Outcome) -> Telling:
    return Telling(
        tr("Which order?"),
        tr("More than one order has this number. Choose by its shop."),
        Tone.WARNING,
        "help",
        tuple(Choice("open", f"{hit.number}  \N{MIDDLE DOT}  {hit.shop}", hit.order_id) for hit in outcome.choices),
        by_enter=False,
    )


def _already_complete(outcome: Outcome) -> Telling:
    return Telling(
        tr("Packed before: {number}").format(number=_number(outcome)),
        tr("All of its items were scanned. Print its label, or start over if it has to be packed again."),
        Tone.WARNING,
        "done",
        (Choice("print", tr("Print label")), Choice("start_over", tr("Start over"))),
    )


def _cancelled_order(outcome: Outcome) -> Telling:
    return Telling(
        tr("Cancelled: do not send"),
        tr("Order {number} was cancelled, or the buyer asked for it. Put the items back.").format(
            number=_number(outcome)
        ),
        Tone.DANGER,
        "cancel",
    )


def _nothing_to_pack(outcome: Outcome) -> Telling:
    sentence = tr("Nothing of order {number} is yours to send now: see its status under Orders.")
    return Telling(tr("Nothing to pack"), sentence.format(number=_number(outcome)), Tone.WARNING, "info")


def _items_unknown(outcome: Outcome) -> Telling:
    sentence = tr("The items of order {number} have not been read yet. Sync (F5), then scan it again.")
    return Telling(tr("Items not known yet"), sentence.format(number=_number(outcome)), Tone.WARNING, "sync")


def _ticked(outcome: Outcome) -> Telling:
    times = f"{number(outcome.count)}{_TIMES}" if outcome.count > 1 else ""
    headline = f"{times}{_item(outcome)}  \N{MIDDLE DOT}  {_progress(outcome)}"
    return Telling(headline, outcome.name if outcome.name != _item(outcome) else "", Tone.SUCCESS, "accept")


def _parcel_complete(outcome: Outcome) -> Telling:
    sentence = tr("{item} was the last item of parcel {parcels}. Go on with the next parcel.")
    words = sentence.format(item=_item(outcome), parcels=", ".join(outcome.parcels))
    return Telling(tr("Parcel complete"), words, Tone.SUCCESS, "pack")


def _order_complete(outcome: Outcome) -> Telling:
    sentence = tr("{item} was the last one: everything is in the parcel.").format(item=_item(outcome))
    return Telling(_complete(outcome.order), sentence, Tone.SUCCESS, "done")


def _too_many(outcome: Outcome) -> Telling:
    return Telling(
        tr("Too many: {item}").format(item=_item(outcome)),
        tr("{progress} are in the parcel already. This one must stay out.").format(progress=_progress(outcome)),
        Tone.DANGER,
        "error",
    )


def _wrong_item(outcome: Outcome) -> Telling:
    headline = tr("Wrong item: {item}").format(item=_item(outcome))
    sentence = tr("It does not belong to order {number}. {who}").format(
        number=_number(outcome), who=_wanted_by(outcome)
    )
    return Telling(headline, sentence, Tone.DANGER, "error")


def _wanted_by(outcome: Outcome) -> str:
    if not outcome.choices:
        return tr("No open order wants it.")
    numbers = ", ".join(f"{hit.number} ({hit.shop})" for hit in outcome.choices[:2])
    more = tr(" and others") if len(outcome.choices) > 2 else ""
    return tr("It is for {numbers}{more}.").format(numbers=numbers, more=more)


def _cancelled_item(outcome: Outcome) -> Telling:
    sentence = tr("This item of order {number} was cancelled. It must stay out of the parcel.")
    headline = tr("Cancelled item: {item}").format(item=_item(outcome))
    return Telling(headline, sentence.format(number=_number(outcome)), Tone.DANGER, "cancel")


def _no_order_open(outcome: Outcome) -> Telling:
    choices = tuple(
        Choice("open", tr("Open {number}").format(number=hit.number), hit.order_id) for hit in outcome.choices[:3]
    )
    return Telling(
        tr("Scan an order first"),
        f"{_item(outcome)}: {_wanted_by(outcome)}",
        Tone.WARNING,
        "warning",
        choices,
        by_enter=len(choices) == 1,
    )


def _unknown(outcome: Outcome) -> Telling:
    sentence = tr("{code} is no order, no tracking number and no item known here.").format(code=outcome.code)
    return Telling(tr("Unknown code"), sentence, Tone.DANGER, "error")


def _count(outcome: Outcome) -> Telling:
    headline = f"{number(outcome.count)}{_TIMES}\N{HORIZONTAL ELLIPSIS}"
    return Telling(headline, tr("The next item counts so many times."), Tone.INFO, "plus")


def _right_label(outcome: Outcome) -> Telling:
    sentence = tr("This label belongs to order {number}.").format(number=_number(outcome))
    return Telling(tr("Right label"), sentence, Tone.SUCCESS, "label")


def _undone(outcome: Outcome) -> Telling:
    headline = tr("Taken out: {item}").format(item=_item(outcome))
    sentence = tr("{progress} of the order are in the parcel.").format(progress=_progress(outcome))
    return Telling(headline, sentence, Tone.WARNING, "undo")


def _nothing_to_undo(_outcome: Outcome) -> Telling:
    return Telling(tr("Nothing to take back"), tr("No item of this order was scanned just now."), icon="undo")


def _started_over(outcome: Outcome) -> Telling:
    headline = tr("Started over: {number}").format(number=_number(outcome))
    return Telling(headline, tr("The parcel is empty again."), Tone.WARNING, "retry")


def _skipped(outcome: Outcome) -> Telling:
    headline = tr("Put aside: {number}").format(number=_number(outcome))
    sentence = tr("{progress} packed, nothing is forgotten. Scan the next order.").format(progress=_progress(outcome))
    return Telling(headline, sentence, Tone.WARNING, "pause")


def _label_printed(outcome: Outcome) -> Telling:
    one, many = tr("The label comes from {printer}."), tr("{n} labels come from {printer}.")
    sentence = counted(outcome.count, one, many, printer=outcome.params.get("printer", ""))
    return Telling(_complete(outcome.order), sentence, Tone.SUCCESS, "printer")


def _label_printed_before(outcome: Outcome) -> Telling:
    sentence = tr("Its label was printed before. Print a second copy only if the first one is lost.")
    choices = (Choice("again", tr("Print a second copy")),)
    return Telling(_complete(outcome.order), sentence, Tone.WARNING, "printer", choices)


def _label_not_printed(outcome: Outcome) -> Telling:
    headline = tr("No label: {number}").format(number=_number(outcome))
    sentence = reasons.code_sentence(outcome.reason, outcome.params)
    return Telling(headline, sentence, Tone.DANGER, "label", (Choice("print", tr("Try again")),))


def _slip_not_printed(outcome: Outcome) -> Telling:
    headline = tr("No packing slip: {number}").format(number=_number(outcome))
    no_printer = tr("No printer was chosen for packing slips yet: choose it in the settings (Ctrl+,).")
    sentence = reasons.code_sentence(outcome.reason, outcome.params) if outcome.reason else no_printer
    return Telling(headline, sentence, Tone.DANGER, "file")


def _no_printer(outcome: Outcome) -> Telling:
    sentence = tr("No printer was chosen yet, so nothing was printed.")
    choices = (Choice("printer", tr("Choose a printer\N{HORIZONTAL ELLIPSIS}")),)
    return Telling(_complete(outcome.order), sentence, Tone.WARNING, "printer", choices)


_R = ScanResult
_TELLERS: Mapping[ScanResult, Callable[[Outcome], Telling]] = {
    _R.OPENED: _opened,
    _R.SAME_ORDER: _same_order,
    _R.OTHER_ORDER: _other_order,
    _R.SEVERAL_ORDERS: _several,
    _R.ALREADY_COMPLETE: _already_complete,
    _R.CANCELLED_ORDER: _cancelled_order,
    _R.NOTHING_TO_PACK: _nothing_to_pack,
    _R.ITEMS_UNKNOWN: _items_unknown,
    _R.TICKED: _ticked,
    _R.PARCEL_COMPLETE: _parcel_complete,
    _R.COMPLETE: _order_complete,
    _R.TOO_MANY: _too_many,
    _R.WRONG_ITEM: _wrong_item,
    _R.CANCELLED_ITEM: _cancelled_item,
    _R.NO_ORDER_OPEN: _no_order_open,
    _R.UNKNOWN_CODE: _unknown,
    _R.COUNT: _count,
    _R.RIGHT_LABEL: _right_label,
    _R.UNDONE: _undone,
    _R.NOTHING_TO_UNDO: _nothing_to_undo,
    _R.STARTED_OVER: _started_over,
    _R.SKIPPED: _skipped,
    _R.LABEL_PRINTED: _label_printed,
    _R.LABEL_PRINTED_BEFORE: _label_printed_before,
    _R.LABEL_NOT_PRINTED: _label_not_printed,
    _R.SLIP_NOT_PRINTED: _slip_not_printed,
    _R.NO_PRINTER: _no_printer,
}

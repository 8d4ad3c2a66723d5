"""The history of a value in words: what happened, from which value to which, and what remains unexplained."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.catalog_grid import COUNTS, Field
from desktop.domain.operations import OperationKind
from desktop.domain.pushes import UNDO, Fate, fate_of
from desktop.domain.value_history import Entry, EntryKind, Sale, Sent
from desktop.services.draft_judgement import Manner
from desktop.services.history import Story
from desktop.ui.catalog.guard_words import guard_title
from desktop.ui.catalog.push_words import fate_mark
from desktop.ui.catalog.values import FIELD_WORDS, shown
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import reasons, text
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.format import counted, moment, number
from desktop.ui.kit.theme import Tone

DOT = "  \N{MIDDLE DOT}  "
_KINDS = frozenset(OperationKind)
ARROW = "\N{RIGHTWARDS ARROW}"


def tr(source: str) -> str:
    return QCoreApplication.translate("HistoryWords", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("HistoryWords", source))


_SENT: Mapping[Fate, str] = {
    Fate.DONE: _("Sent from here, accepted"),
    Fate.WAITING: _("Sent from here, on its way"),
    Fate.REFUSED: _("Sent from here, refused"),
    Fate.CONFLICT: _("Waits for your decision"),
    Fate.UNSURE: _("Sent from here, not certain"),
    Fate.NEEDS_LOGIN: _("Waits for a login"),
    Fate.TAKEN_BACK: _("Taken back before it was sent"),
}


_OF_TERMINAL: Mapping[str, str] = {"import": _("Import of a file"), "restore": _("Restored to a past moment")}


class Line(NamedTuple):
    """One entry as it is read."""

    when: str
    what: Mark
    change: str
    note: str


def title(story: Story, how: Manner) -> str:
    """``Why is this 3?``"""
    present = value(story, story.present, how)
    return tr("Why is this {value}?").format(value=present) if story.present else tr("Why is there no value?")


def subject(story: Story) -> str:
    """SKU, shop, market or warehouse, and field."""
    parts = (story.stored.variant.sku, story.stored.shop, story.place_name, value_words(FIELD_WORDS[story.of]))
    return DOT.join(part for part in parts if part)


def value(story: Story, exact: str, how: Manner) -> str:
    """A value as the cell shows it; what cannot be read as it was typed."""
    if story.of in COUNTS and not exact.lstrip("-").isdecimal():
        return exact or tr("none")
    return shown(story.of, exact, story.currency, how) or tr("none")


def line(story: Story, entry: Entry, how: Manner) -> Line:
    """What one entry says."""
    step = f"{value(story, entry.before, how)} {ARROW} {value(story, entry.value, how)}"
    when = moment(entry.at)
    if entry.kind is EntryKind.SALE and entry.sale:
        return Line(when, _order(entry.sale), _taken(entry.sale), text.item_mark(entry.sale.status).text)
    if entry.kind is EntryKind.DRAFT:
        draft = story.draft
        typed = draft.typed if draft is not None and not draft.is_readable else value(story, entry.value, how)
        change = f"{value(story, entry.before, how)} {ARROW} {typed}"
        return Line(when, Mark(tr("Typed, not sent yet"), Tone.INFO, "edit"), change, "")
    if entry.kind is EntryKind.START:
        words = tr("Older history is not kept") if entry.is_cut else tr("First reading")
        return Line(when, Mark(words, Tone.NEUTRAL, "history"), value(story, entry.value, how), "")
    if entry.sent is not None:
        return Line(when, _sent(entry.sent), step, _answer(entry.sent))
    tone = Tone.WARNING if entry.unexplained is not None else Tone.NEUTRAL
    return Line(when, Mark(tr("Read at the marketplace"), tone, "sync"), step, _doubt(story.of, entry))


def as_text(story: Story, how: Manner) -> str:
    """All of it, to be pasted into a message."""
    lines = (title(story, how), subject(story), "")
    return "\n".join((*lines, *(sentence(story, entry, how) for entry in story.entries)))


def sentence(story: Story, entry: Entry, how: Manner) -> str:
    """One entry in full: ``10 Mar 2026 02:30 - Order 3001: 2 sold (To pack)``."""
    one = line(story, entry, how)
    told = f"{one.when} - {one.what.text}: {one.change}"
    return f"{told} ({one.note})" if one.note else told


def is_bare(story: Story) -> bool:
    """Whether nothing is known but the first reading."""
    return all(entry.kind is EntryKind.START for entry in story.entries)


def _order(sale: Sale) -> Mark:
    return Mark(tr("Order {number}").format(number=sale.number), Tone.NEUTRAL, "orders")


def _taken(sale: Sale) -> str:
    """Units that came back, or may have, were only ordered."""
    words = tr("{n} ordered") if sale.is_off else tr("{n} sold")
    return words.format(n=number(sale.quantity))


def _sent(sent: Sent) -> Mark:
    fate = fate_of(sent.operation.state, has_next_try=sent.operation.next_try_at is not None)
    mark = fate_mark(fate)
    return Mark(tr(_SENT[fate]), mark.tone, mark.icon)


def _answer(sent: Sent) -> str:
    """What the marketplace said, and in which push it was."""
    one = sent.operation
    said = one.params.get("message") or (reasons.code_sentence(one.code, one.params) if one.code else "")
    return DOT.join(part for part in (" ".join(said.split()), _title(sent.title)) if part)


def _title(kept: str) -> str:
    """What the seller did then, in his words; the terminal keeps only what kind of thing it was."""
    what = kept.removeprefix(UNDO)
    words = tr(_OF_TERMINAL[what]) if what in _OF_TERMINAL else guard_title(what)
    told = words or (text.kind_word(OperationKind(what)) if what in _KINDS else what)
    return tr("Undo: {what}").format(what=told) if what != kept else told


def _doubt(of: Field, entry: Entry) -> str:
    """What orders account for, and what not."""
    if of is not Field.STOCK:
        return tr("Changed there, not from here")
    sold = counted(entry.sold, tr("Orders in between took 1"), tr("Orders in between took {n}")) if entry.sold else ""
    if entry.unexplained is None:
        return sold
    rest = tr("Something else changed {n} between these two readings").format(n=f"{entry.unexplained:+d}")
    return DOT.join(part for part in (sold, rest) if part)

"""Words for pushes: what one was, how far it came, and why a value of it failed."""

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.catalog_grid import AMOUNTS, COUNTS, Field
from desktop.domain.exports import Value
from desktop.domain.operations import Operation
from desktop.domain.pushes import UNDO, Fate, Push, PushLine
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.guard_words import guard_title
from desktop.ui.catalog.values import FIELD_WORDS, bare, shown
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import reasons, text
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone

_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("PushWords", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("PushWords", source))


_FATES: dict[Fate, tuple[str, Tone, str]] = {
    Fate.DONE: (_("Done"), Tone.SUCCESS, "done"),
    Fate.WAITING: (_("On its way"), Tone.INFO, "clock"),
    Fate.REFUSED: (_("Refused"), Tone.DANGER, "error"),
    Fate.CONFLICT: (_("Changed there since"), Tone.WARNING, "warning"),
    Fate.UNSURE: (_("Not certain"), Tone.WARNING, "help"),
    Fate.NEEDS_LOGIN: (_("Needs a login"), Tone.WARNING, "login"),
    Fate.TAKEN_BACK: (_("Taken back"), Tone.NEUTRAL, "undo"),
}


def fate_mark(fate: Fate) -> Mark:
    words, tone, icon = _FATES[fate]
    return Mark(tr(words), tone, icon)


def title_of(push: Push) -> str:
    """What was wished: ``Set stock + Set price``; what took another push back, or came by itself, says so."""
    what = guard_title(push.title.removeprefix(UNDO)) or " + ".join(text.kind_word(kind) for kind in push.kinds)
    return tr("Undo: {what}").format(what=what) if push.is_undo else what


def tally(push: Push) -> str:
    """``37 of 40 done, 2 refused, 1 needs your decision``."""
    told = [tr("{done} of {all} done").format(done=number(push.count(Fate.DONE)), all=number(push.total))]
    for fates, one, many in (
        ((Fate.WAITING,), tr("1 on its way"), tr("{n} on their way")),
        ((Fate.REFUSED,), tr("1 refused"), tr("{n} refused")),
        ((Fate.CONFLICT, Fate.UNSURE), tr("1 needs your decision"), tr("{n} need your decision")),
        ((Fate.NEEDS_LOGIN,), tr("1 waits for a login"), tr("{n} wait for a login")),
        ((Fate.TAKEN_BACK,), tr("1 taken back"), tr("{n} taken back")),
    ):
        if count := push.count(*fates):
            told.append(counted(count, one, many))
    if push.is_offline:
        told.append(tr("no connection: it goes on by itself"))
    return ", ".join(told)


def worst_of(push: Push) -> Mark:
    """How a push stands as a whole, as a sign."""
    order = (Fate.REFUSED, Fate.CONFLICT, Fate.UNSURE, Fate.NEEDS_LOGIN, Fate.WAITING, Fate.DONE, Fate.TAKEN_BACK)
    return fate_mark(next((one for one in order if push.count(one)), Fate.DONE))


def name_of(line: PushLine) -> str:
    """The SKU, with its market or warehouse where it has several."""
    return f"{line.operation.label}{_DOT}{line.place_name}" if line.place_name else line.operation.label


def value_of(line: PushLine, value: str, how: Manner) -> str:
    """One of its values as the grid shows it; a product has none."""
    return (shown(line.of, value, line.currency, how) or tr("none")) if line.of else ""


def field_word(line: PushLine) -> str:
    """What is changed: a value, or what is done with the product."""
    return field_words(line.operation, line.of)


def field_words(operation: Operation, of: Field | None) -> str:
    return value_words(FIELD_WORDS[of]) if of else text.kind_word(operation.kind)


def reason_of(line: PushLine) -> str:
    """Why it is as it is: our sentence, then the marketplace's own words."""
    one = line.operation
    ours = reasons.code_sentence(one.code, one.params) if one.code else ""
    theirs = one.params.get("message", "")
    if theirs and theirs not in ours:
        return f"{ours} \N{LEFT DOUBLE QUOTATION MARK}{theirs}\N{RIGHT DOUBLE QUOTATION MARK}".strip()
    return ours


def export_titles() -> tuple[str, ...]:
    """The heading of a file of failed rows."""
    return tr("SKU"), tr("Shop"), tr("Market"), tr("Field"), tr("Wished value"), tr("Reason")


def export_rows(lines: Iterable[PushLine], how: Manner) -> list[tuple[Value, ...]]:
    """The failed rows; figures stay figures."""
    return [
        (
            line.operation.label,
            line.shop,
            line.place_name,
            field_word(line),
            _bare(line, how),
            reason_of(line) or fate_mark(line.fate).text,
        )
        for line in lines
    ]


def _bare(line: PushLine, how: Manner) -> Value:
    """Figures as figures; nothing is wished where a sale ends."""
    if line.of is None:
        return None
    if line.wished and line.of in COUNTS:
        return int(line.wished)
    if line.wished and line.of in AMOUNTS:
        return Decimal(line.wished)
    return bare(line.of, line.wished, how)

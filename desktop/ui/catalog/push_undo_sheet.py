"""Asks before a push is taken back: what is set back, what somebody changed since and stays, what cannot be undone."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from desktop.domain.catalog_grid import VALUE, Field
from desktop.domain.pushes import Return, UndoLine, UndoPlan, fields_of, text_of
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.push_lines import SEEN, Lines
from desktop.ui.catalog.push_words import field_words
from desktop.ui.catalog.values import shown
from desktop.ui.kit import icons, reasons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone

_SIGNS: dict[Return, tuple[str, Tone]] = {
    Return.CHANGED: ("warning", Tone.WARNING),
    Return.CANNOT: ("error", Tone.DANGER),
    Return.ALREADY: ("done", Tone.NEUTRAL),
    Return.SET_BACK: ("undo", Tone.INFO),
    Return.WITHDRAW: ("trash", Tone.NEUTRAL),
}


def tr(source: str) -> str:
    return QCoreApplication.translate("UndoSheet", source)


class UndoSheet(Sheet):
    """Accepted, the plan is to be carried out."""

    def __init__(self, parent: QWidget, plan: UndoPlan, how: Manner) -> None:
        super().__init__(parent, tr("Undo this push"), question(plan), action=tr("Undo"))
        self.resize(940, 480)
        self._how = how
        back = len(plan.of(Return.SET_BACK, Return.WITHDRAW))
        self.action.setText(counted(back, tr("Undo 1 change"), tr("Undo {n} changes")))
        self.action.setEnabled(back > 0)
        if plan.unread:
            self.body.addWidget(plain_label(unread_sentence(list(plan.unread)), role="warning", wrap=True))
        titles = (tr("SKU"), tr("Value"), tr("Pushed"), tr("There now"), tr("Then"), tr("What happens"))
        self.list = Lines(tr("What undoing does"), titles, (170, 84, 90, 90, 90, 200))
        lines = sorted(plan.of(*_SIGNS), key=lambda line: list(_SIGNS).index(line.what))
        self.list.addTopLevelItems([item for line in lines[:SEEN] for item in self._items(line)])
        self.body.addWidget(self.list, 1)
        if len(lines) > SEEN:
            self.body.addWidget(plain_label(tr("{n} more").format(n=number(len(lines) - SEEN)), role="faint"))

    def _items(self, line: UndoLine) -> list[QTreeWidgetItem]:
        return [self._item(line, of) for of in fields_of(line.operation)]

    def _item(self, line: UndoLine, of: Field | None) -> QTreeWidgetItem:
        one, currency = line.operation, str(line.operation.after.get("currency") or "")
        there = line.theirs or {}
        then = one.before if line.what is Return.SET_BACK else there
        values = [
            shown(of, text_of(found, of), currency, self._how) if of and VALUE[of] in found else ""
            for found in (one.after, there, then)
        ]
        item = QTreeWidgetItem([one.label, field_words(one, of), *values, _fate(line)])
        name, tone = _SIGNS[line.what]
        item.setIcon(5, icons.icon(name, str(tone)))
        item.setToolTip(5, _fate(line))
        return item


def question(plan: UndoPlan) -> str:
    """``3 of 40 changed since; undo 37?`` and what else is to be said."""
    told = [one for one in plan.lines if one.what is not Return.NOTHING]
    changed, back = len(plan.of(Return.CHANGED)), len(plan.of(Return.SET_BACK, Return.WITHDRAW))
    parts = []
    if changed:
        parts.append(
            tr("{changed} of {all} changed since and stay.").format(changed=number(changed), all=number(len(told)))
        )
    if already := len(plan.of(Return.ALREADY)):
        parts.append(counted(already, tr("1 is as before already."), tr("{n} are as before already.")))
    if cannot := len(plan.of(Return.CANNOT)):
        parts.append(counted(cannot, tr("1 cannot be undone."), tr("{n} cannot be undone.")))
    parts.append(
        counted(back, tr("Undo 1 change?"), tr("Undo {n} changes?")) if back else tr("Nothing is left to be undone.")
    )
    return " ".join(parts)


def unread_sentence(shops: Sequence[str]) -> str:
    """Which shops could not be asked, and what that means."""
    words = tr("{shops} cannot be asked now: what was last seen counts there. Backshop looks again before it sends.")
    return words.format(shops=", ".join(shops))


def _fate(line: UndoLine) -> str:
    if line.code:
        return reasons.code_sentence(line.code)
    return tr("Withdrawn: it was not sent yet") if line.what is Return.WITHDRAW else tr("Set back")

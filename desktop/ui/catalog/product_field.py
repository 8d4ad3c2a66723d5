"""One field of the product editor: its title above, what is wrong with it below."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.products import ProductFinding
from desktop.ui.catalog.product_places import sentence_of, tr
from desktop.ui.kit.dialogs import plain_label, plain_tip

_LONG_HELP = 140  # characters; longer help stands in the tool tip


class FieldRow(QWidget):
    """A labelled field. ``note`` stands at the far end of the title's line."""

    def __init__(self, title: str, field: QWidget, *, mandatory: bool = False, help_: str = "") -> None:
        super().__init__()
        self.field = field
        self.title = plain_label(f"{title} *" if mandatory else title, wrap=True)
        name = tr("{field}, needed").format(field=title) if mandatory else title
        field.setAccessibleName(name)
        self.title.setBuddy(field)
        self.note = plain_label("", role="faint")
        self.problem = plain_label("", role="danger", wrap=True)
        self.problem.hide()
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(field)
        if help_:
            self._help(column, help_)
        column.addWidget(self.problem)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _help(self, column: QVBoxLayout, words: str) -> None:
        self.field.setAccessibleDescription(words)
        if len(words) <= _LONG_HELP:
            column.addWidget(plain_label(words, role="faint", wrap=True))
        else:
            column.addWidget(plain_label(words[: _LONG_HELP - 1] + "\N{HORIZONTAL ELLIPSIS}", role="faint", wrap=True))
            self.field.setToolTip(plain_tip(words))

    def show_findings(self, findings: Sequence[ProductFinding]) -> None:
        """What is wrong with it, errors in red."""
        self.say("\n".join(dict.fromkeys(sentence_of(one) for one in findings)), is_error=_any_error(findings))

    def say(self, words: str, *, is_error: bool = True) -> None:
        """Words below the field; none for nothing."""
        self.problem.setText(words)
        role = "danger" if is_error else "warning"
        if self.problem.property("role") != role:
            self.problem.setProperty("role", role)
            self.problem.style().unpolish(self.problem)
            self.problem.style().polish(self.problem)
        self.problem.setVisible(bool(words))
        if self.field.property("problem") != (wrong := bool(words) and is_error):
            self.field.setProperty("problem", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)


def _any_error(findings: Sequence[ProductFinding]) -> bool:
    return any(one.is_error for one in findings)

"""The first start: two doors, one to a real shop, one to practice shops on this computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.icons import app_icon
from desktop.ui.kit.states import Emblem
from desktop.ui.kit.theme import Tone, scaled, theme


class WelcomePage(QWidget):
    """Shown in place of the orders while no shop is connected."""

    connect_wanted = Signal()
    practice_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme().dress(self)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(64, 64))
        heading = QLabel(self.tr("Welcome to Backshop"))
        heading.setFont(scaled(self.font(), 2.0, QFont.Weight.DemiBold))
        sentence = plain_label(
            self.tr("Every shop on every marketplace in one window, kept on your own computer."), role="muted"
        )
        sentence.setFont(scaled(self.font(), 1.1))
        self.practice = QPushButton(self.tr("Look around with practice shops"))
        self.connect_button = QPushButton(self.tr("Connect a shop"))
        doors = QHBoxLayout()
        doors.setSpacing(20)
        doors.addStretch()
        doors.addWidget(
            _door(
                "connect",
                self.connect_button,
                "primary",
                self.tr(
                    "You need the access data from your marketplace's seller centre. Backshop shows where to find it "
                    "and tries it before saving."
                ),
            )
        )
        doors.addWidget(
            _door(
                "practice",
                self.practice,
                "",
                self.tr(
                    "Simulated marketplaces on this computer with orders to pack and labels to print. Nothing leaves "
                    "the house; nothing can break."
                ),
            )
        )
        doors.addStretch()
        self.connect_button.clicked.connect(self.connect_wanted)
        self.practice.clicked.connect(self.practice_wanted)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (mark, heading, sentence):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(20)
        column.addLayout(doors)
        column.addStretch(3)


def _door(icon: str, button: QPushButton, kind: str, words: str) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    card.setFixedWidth(320)
    button.setProperty("kind", kind)
    button.setMinimumHeight(24)
    column = QVBoxLayout(card)
    column.setContentsMargins(24, 24, 24, 24)
    column.setSpacing(16)
    column.addWidget(Emblem(icon, Tone.INFO if kind else Tone.NEUTRAL), 0, Qt.AlignmentFlag.AlignHCenter)
    sentence = plain_label(words, role="muted", wrap=True)
    sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(sentence)
    column.addStretch()
    column.addWidget(button)
    return card

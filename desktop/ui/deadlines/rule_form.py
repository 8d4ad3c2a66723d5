"""The form of one deadline rule: every value can be changed, and a sentence says at once what that means."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.deadlines import ANY, DeadlineRule, Met, Unit
from desktop.domain.errors import NotPossible
from desktop.domain.rule_packs import MOST_DAYS, MOST_HOURS, rule_document, rule_from
from desktop.ui.deadlines.fields import Document, FeeField, WeekField, ZoneField, combo, line, row, spin
from desktop.ui.deadlines.words import example_sentence, loss_sentence, met_word, rule_sentence, source_sentence
from desktop.ui.kit import icons
from desktop.ui.kit.cards import MarkLabel, Section, selectable
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import Tone
from desktop.ui.ports import Clock

if TYPE_CHECKING:
    from desktop.services.deadlines.own_rules import Origin

_SETTLE_MS = 400


def tr(source: str) -> str:
    return QCoreApplication.translate("DeadlineForm", source)


class RuleForm(QWidget):
    """``changed`` brings a whole and valid rule a moment after the last key; what is not valid is marked and waits."""

    changed = Signal(object)
    reset_wanted = Signal(str)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._rule: DeadlineRule | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._save)
        self.title = line(tr("Name of the rule"))
        self.platform = combo(tr("Marketplace"), {ANY: tr("All marketplaces")})
        self.country = line(tr("Country"), tr("all countries"), 120)
        self.market = line(tr("Channel"), tr("all channels"), 120)
        self.within = spin(tr("How many"), MOST_HOURS)
        self.unit = combo(tr("Hours or days"), {Unit.HOURS.value: tr("hours"), Unit.DAYS.value: tr("working days")})
        self.met = combo(tr("What must be done"), {met.value: met_word(met) for met in Met})
        self.cut_off = line(tr("Cut-off"), tr("none"), 76)
        self.until = line(tr("Ends at"), tr("any hour"), 92)
        self.grace = spin(tr("Minutes of grace"), 60 * 24 * 14, tr(" min"))
        self.own_deadline = QCheckBox(tr("The marketplace's own deadline comes first"))
        self.zone, self.weekend, self.fee = ZoneField(), WeekField(), FeeField()
        self.holidays = line(tr("Holidays"), tr("12-25 every year, or 2026-11-20"))
        self.loses_order = QCheckBox(tr("The whole order is lost"))
        self.origin = MarkLabel()
        self.reset = QPushButton(tr("As supplied"))
        self.example, self.rule_words, self.loss_words = (_bending() for _ in range(3))
        self.wrong = plain_label("", role="danger", wrap=True)
        self.sources = {part: _bending("faint") for part in ("deadline", "weekend", "loss")}
        self._lay_out()
        self._connect()

    # What is shown --------------------------------------------------------------------------------------------------

    def know_platforms(self, platforms: Mapping[str, str]) -> None:
        """Titles by id."""
        for key, name in platforms.items():
            if self.platform.findData(key) < 0:
                self.platform.addItem(name, key)

    def show_rule(self, rule: DeadlineRule, origin: "Origin") -> None:
        """Fill the form; what was being typed in another rule is saved first, what is typed in this one stays."""
        if rule == self._rule:
            self._say_origin(origin)
            return
        self.flush()
        self._rule = rule
        self._fill(rule_document(rule))
        self._say_origin(origin)
        self._explain(rule)

    def say_saved(self, rule: DeadlineRule, origin: "Origin") -> None:
        """The rule as it was kept: the fields stay as they are typed."""
        if self._rule is not None and rule.id == self._rule.id and not self._settle.isActive():
            self._rule = rule
            self._say_origin(origin)
            self._explain(rule)

    def flush(self) -> None:
        """Save now what is typed, where it is valid."""
        if self._settle.isActive():
            self._settle.stop()
            self._save()

    def _save(self) -> None:
        typed = self._typed(self._rule) if self._rule is not None else None
        if typed is not None and typed != self._rule:
            self.changed.emit(typed)

    def _fill(self, document: Mapping[str, object]) -> None:
        lines = {"title": self.title, "country": self.country, "market": self.market, "cut_off": self.cut_off}
        for key, field in {**lines, "until": self.until}.items():
            value = str(document[key])
            field.setText("" if value == ANY else value)
        self.within.blockSignals(True)
        self.within.setMaximum(MOST_DAYS if document["unit"] == Unit.DAYS else MOST_HOURS)
        self.within.setValue(int(str(document["within"])))
        self.within.blockSignals(False)
        self.grace.blockSignals(True)
        self.grace.setValue(int(str(document["grace_minutes"])))
        self.grace.blockSignals(False)
        self.know_platforms({str(document["platform"]): str(document["platform"])})  # one of another version
        for key, box in (("platform", self.platform), ("unit", self.unit), ("met", self.met)):
            box.setCurrentIndex(max(box.findData(document[key]), 0))
        self.zone.setCurrentText(str(document["zone"]))
        self.weekend.put(document["weekend"])
        holidays = document["holidays"]
        self.holidays.setText(", ".join(holidays) if isinstance(holidays, list) else "")
        self.fee.put(document["fee"])
        self.own_deadline.setChecked(bool(document["platform_wins"]))
        self.loses_order.setChecked(bool(document["loses_order"]))
        self._mark("")

    def _explain(self, rule: DeadlineRule) -> None:
        self.example.setText(example_sentence(rule, self._clock()))
        self.rule_words.setText(rule_sentence(rule))
        self.loss_words.setText(loss_sentence(rule))
        for part, label in self.sources.items():
            label.setText(tr("Source: {source}").format(source=source_sentence(rule.sources.get(part, ""))))

    def _say_origin(self, origin: "Origin") -> None:
        marks = {
            "supplied": Mark(tr("Supplied"), Tone.NEUTRAL, "info"),
            "changed": Mark(tr("Changed by you"), Tone.INFO, "edit"),
            "own": Mark(tr("Your own"), Tone.INFO, "user"),
        }
        self.origin.say(marks[origin.value])
        self.reset.setVisible(origin.value == "changed")

    # Editing --------------------------------------------------------------------------------------------------------

    def _on_edit(self) -> None:
        """Explain at once, save when the typing rests."""
        if self._rule is None:
            return
        self.within.setMaximum(MOST_DAYS if self.unit.currentData() == Unit.DAYS else MOST_HOURS)
        self._settle.start()
        typed = self._typed(self._rule)
        if typed is not None:
            self._explain(typed.after(self._rule))

    def _typed(self, rule: DeadlineRule) -> DeadlineRule | None:
        """The rule as the form says it; None where a field is wrong, which is marked then."""
        try:
            typed = rule_from(self._document(rule), rule.pack)
        except NotPossible as wrong:
            self._mark(wrong.params.get("field", ""))
            return None
        self._mark("")
        return typed

    def _document(self, rule: DeadlineRule) -> Document:
        return {
            **rule_document(rule),
            "title": self.title.text(),
            "platform": str(self.platform.currentData()),
            "country": self.country.text().strip().upper(),
            "market": self.market.text().strip(),
            "within": self.within.value(),
            "unit": str(self.unit.currentData()),
            "met": str(self.met.currentData()),
            "cut_off": _clock(self.cut_off.text()),
            "until": _clock(self.until.text()),
            "grace_minutes": self.grace.value(),
            "platform_wins": self.own_deadline.isChecked(),
            "zone": self.zone.currentText(),
            "weekend": self.weekend.read(),
            "holidays": [day for day in self.holidays.text().replace(",", " ").split() if day],
            "fee": self.fee.read(),
            "loses_order": self.loses_order.isChecked(),
        }

    def _mark(self, wrong: str) -> None:
        """Frame the field that is wrong and say what it wants; an empty key: all is well."""
        fields = self._wrong_fields()
        for key, field in fields.items():
            if bool(field.property("problem")) is not (key == wrong):
                field.setProperty("problem", key == wrong)
                field.style().unpolish(field)
                field.style().polish(field)
        self.wrong.setText(self._wants(wrong))
        self.wrong.setVisible(bool(wrong))

    def _wrong_fields(self) -> dict[str, QLineEdit]:
        zone = self.zone.lineEdit()
        found = {"title": self.title, "cut_off": self.cut_off, "until": self.until, "holidays": self.holidays}
        fee = {"amount": self.fee.amount, "currency": self.fee.currency, "minimum": self.fee.minimum}
        return {**found, **fee, "maximum": self.fee.maximum, **({"zone": zone} if zone else {})}

    def _wants(self, wrong: str) -> str:
        sentences = {
            "": "",
            "title": tr("Give the rule a name."),
            "cut_off": tr("Write the cut-off as an hour like 14:00, or leave it empty."),
            "until": tr("Write the end as an hour like 23:00, or leave it empty."),
            "zone": tr("Choose a time zone from the list."),
            "weekend": tr("One day of the week must count."),
            "holidays": tr("Write holidays like 12-25 or 2026-11-20, with commas between them, 120 at most."),
            "amount": tr("Write the fee as a number; a percentage is at most 100."),
            "currency": tr("Write the currency as three letters, like KES."),
            "minimum": tr("The least must be a number that is not above the most."),
            "maximum": tr("The most must be a number."),
        }
        return sentences.get(wrong, tr("Something here is not right yet. It is saved when it is."))

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        icons.put(self.reset, "undo")
        self.reset.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 10, 0)
        column.setSpacing(16)
        column.addWidget(row(self.title, self.origin, self.reset))
        column.addWidget(self._words())
        column.addWidget(self.wrong)
        column.addWidget(self._section(tr("For which orders"), "shops", (
            (tr("&Marketplace"), row(self.platform, 1)),
            (tr("C&ountry"), row(self.country, plain_label(tr("Channel"), role="muted"), self.market, 1)),
        )))  # fmt: skip
        column.addWidget(self._section(tr("Deadline"), "clock", (
            (tr("&Within"), row(self.within, self.unit, plain_label(tr("to be"), role="muted"), self.met, 1)),
            (tr("C&ut-off"), row(self.cut_off, plain_label(tr("ends at"), role="muted"), self.until,
                                 plain_label(tr("grace"), role="muted"), self.grace, 1)),
            ("", self.own_deadline),
        ), "deadline"))  # fmt: skip
        column.addWidget(self._section(tr("Days that do not count"), "pause", (
            (tr("Week&days"), self.weekend),
            (tr("&Holidays"), self.holidays),
            (tr("Time &zone"), row(self.zone, 1)),
        ), "weekend"))  # fmt: skip
        column.addWidget(self._section(tr("When it is late"), "money", (
            (tr("&Fee"), self.fee),
            ("", self.loses_order),
        ), "loss"))  # fmt: skip
        column.addStretch()

    def _words(self) -> QWidget:
        """What the rule means, in its own frame."""
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(14, 10, 14, 10)
        inner.setSpacing(4)
        bold = self.example.font()
        bold.setWeight(bold.Weight.DemiBold)
        self.example.setFont(bold)
        for label in (self.example, self.rule_words, self.loss_words):
            inner.addWidget(label)
        return card

    def _section(self, title: str, icon: str, rows: Sequence[tuple[str, QWidget]], source: str = "") -> Section:
        section, form = Section(title, icon), QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)  # words of other languages are longer
        for label, field in rows:
            form.addRow(label or " ", field)
            form.labelForField(field).setMinimumWidth(84)
        section.body.addLayout(form)
        if source:
            section.body.addWidget(self.sources[source])
        return section

    def _connect(self) -> None:
        for each in (self.title, self.country, self.market, self.cut_off, self.until, self.holidays):
            each.textEdited.connect(self._on_edit)
        for box in (self.platform, self.unit, self.met):
            box.activated.connect(self._on_edit)
        for number in (self.within, self.grace):
            number.valueChanged.connect(self._on_edit)
        for tick in (self.own_deadline, self.loses_order):
            tick.clicked.connect(self._on_edit)
        self.zone.activated.connect(self._on_edit)
        zone = self.zone.lineEdit()
        if zone is not None:
            zone.textEdited.connect(self._on_edit)
        self.weekend.changed.connect(self._on_edit)
        self.fee.changed.connect(self._on_edit)
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(self._rule.id if self._rule else ""))


def _bending(role: str = "") -> QLabel:
    """A text that never makes the form wider than its place."""
    label = selectable("", role=role)
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
    return label


def _clock(text: str) -> str:
    """An hour as it was typed: 9 and 9:30 are hours, too."""
    bare = text.strip().replace(".", ":")
    hour, _, minute = bare.partition(":")
    return f"{int(hour):02}:{minute or '00'}" if hour.isdigit() else bare

"""What documents and papers are called on screen."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.papers import DocumentKind


def tr(source: str) -> str:
    return QCoreApplication.translate("Documents", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("Documents", source))


_DOCUMENTS: Mapping[DocumentKind, tuple[str, str, str]] = {
    DocumentKind.LABEL: (_("Labels"), _("Label"), "label"),
    DocumentKind.ADDRESS_LABEL: (_("Address labels"), _("Address label"), "place"),
    DocumentKind.PACKING_SLIP: (_("Packing slips"), _("Packing slip"), "file"),
    DocumentKind.PICK_LIST: (_("Pick list"), _("Pick list"), "orders"),
    DocumentKind.HANDOVER: (_("Hand-over list"), _("Hand-over list"), "truck"),
}
_PAPERS: Mapping[str, str] = {
    "100x150": _("Label roll 100 \N{MULTIPLICATION SIGN} 150 mm"),
    "a6": _("A6 sheet"),
    "a4": _("A4 sheet"),
    "a4-4up": _("A4, four on a sheet"),
}


def documents_word(kind: DocumentKind) -> str:
    """Several of them: *Packing slips*."""
    return tr(_DOCUMENTS[kind][0])


def document_word(kind: DocumentKind) -> str:
    """One of them: *Packing slip*."""
    return tr(_DOCUMENTS[kind][1])


def document_icon(kind: DocumentKind) -> str:
    return _DOCUMENTS[kind][2]


def paper_names() -> dict[str, str]:
    """Paper as the seller calls it, by its id."""
    return {key: tr(name) for key, name in _PAPERS.items()}


def paper_word(paper: str) -> str:
    """Any paper, also one of the seller's own size."""
    if paper in _PAPERS:
        return tr(_PAPERS[paper])
    return tr("{size} mm").format(size=paper.replace("x", " \N{MULTIPLICATION SIGN} "))

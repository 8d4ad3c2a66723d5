"""Numbered steps from an empty file to the present one. They import nothing of the app: old steps never change meaning.

A step that was released is never edited. A new one goes to the end of ``STEPS``; its place is its version.
"""

from desktop.store.migrations import (
    m0001_first,
    m0002_catalog,
    m0003_order_day,
    m0004_catalog_edit,
    m0005_catalog_safety,
)

STEPS: tuple[tuple[str, ...], ...] = (
    m0001_first.STATEMENTS,
    m0002_catalog.STATEMENTS,
    m0003_order_day.STATEMENTS,
    m0004_catalog_edit.STATEMENTS,
    m0005_catalog_safety.STATEMENTS,
)

"""What all tables are made of: one metadata with its names for keys and indexes, and columns that are never null."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, Text, text

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text_column(name: str, **more: Any) -> Column[str]:
    """Text that is never null: nothing known is the empty text."""
    return Column(name, Text, nullable=False, server_default=text("''"), **more)


def number(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def of(name: str, target: str, **more: Any) -> Column[Any]:
    return Column(name, ForeignKey(target, ondelete="CASCADE"), nullable=False, **more)

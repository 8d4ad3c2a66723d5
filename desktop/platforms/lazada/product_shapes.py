"""Lazada's answers about whole products as structs (lazada.md 10 to 13); names are as they are on the wire."""

from __future__ import annotations

from msgspec import Struct

from desktop.platforms.lazada.shapes import Flag, Word


class Node(Struct):
    """A place in the tree (section 11.1)."""

    category_id: Word = None
    name: Word = None
    leaf: Flag = None
    children: tuple[Node, ...] | None = None


class Tree(Struct):
    data: tuple[Node, ...] | None = None


class Suggestion(Struct, gc=False, rename="camel"):
    """A category for a name (section 11.3)."""

    category_id: Word = None


class Suggested(Struct, rename="camel"):
    category_suggestions: tuple[Suggestion, ...] | None = None


class Suggestions(Struct):
    data: Suggested | None = None


class Option(Struct, gc=False):
    name: Word = None
    en_name: Word = None


class Row(Struct, gc=False):
    """An attribute (section 11.2)."""

    name: Word = None
    label: Word = None
    input_type: Word = None
    attribute_type: Word = None
    is_mandatory: Flag = None
    is_sale_prop: Flag = None
    options: tuple[Option, ...] | None = None


class Rows(Struct):
    data: tuple[Row, ...] | None = None


class BrandRow(Struct, gc=False):
    brand_id: Word = None
    name: Word = None
    name_en: Word = None


class _Brands(Struct):
    total_record: Word = None
    module: tuple[BrandRow, ...] | None = None


class Brands(Struct):
    data: _Brands | None = None


class Picture(Struct, gc=False):
    url: Word = None


class _Image(Struct):
    image: Picture | None = None


class Image(Struct):
    data: _Image | None = None

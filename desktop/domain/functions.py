"""Functions are everything a platform documents, callable by name by those who know its documents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FunctionField:
    """One thing a function takes. ``type``: text, integer, number, boolean, list, object.

    ``where``: path, query, form, body (a key of the JSON body), content (the whole body), file.
    """

    name: str
    where: str
    type: str = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One documented call. ``writes``: it changes something there, so it is never repeated when its answer is lost."""

    name: str
    method: str
    path: str
    fields: tuple[FunctionField, ...] = ()
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What the platform answered, as it is: ``content`` is untrusted and bounded."""

    status: int
    content_type: str
    content: bytes

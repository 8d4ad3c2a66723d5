"""From the changes of a file to wishes for the outbox: all values of one place that belong together are one wish."""

from collections.abc import Mapping, Sequence

from desktop.domain.catalog_grid import Draft, Field, Place
from desktop.domain.catalog_views import StoredVariant
from desktop.services.catalog_files.trial import FileChange
from desktop.services.draft_judgement import edits_of
from desktop.services.variant_wishes import Edit


def edits(changes: Sequence[FileChange], stored: Mapping[int, StoredVariant]) -> tuple[Edit, ...]:
    """The wishes of these changes, in the order of the file; what is not there any more has none."""
    by_place: dict[tuple[int, str, Place], dict[Field, Draft]] = {}
    whose: dict[tuple[int, str, Place], StoredVariant] = {}
    for one in changes:
        owner = one.unlisted or stored.get(one.address.variant_id)
        if owner is not None:
            key = one.address.variant_id, one.sku, one.address.place
            whose[key] = owner
            by_place.setdefault(key, {})[one.address.field] = Draft(one.address, one.typed, one.value)
    return tuple(edit for key, drafts in by_place.items() for edit, _drafts in edits_of(whose[key], key[2], drafts))

"""Files of the catalog, CSV and XLSX: from a file into the grid or the outbox, and from the grid into a file."""

from desktop.services.catalog_files.service import CatalogFiles

__all__ = ["CatalogFiles"]

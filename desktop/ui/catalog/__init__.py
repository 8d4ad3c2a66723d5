"""The Catalog tab: for now its designed empty state; the grid moves in here."""

"""ZPL labels as pages, for printers that take none: the part of the language that labels use, and nothing guessed."""

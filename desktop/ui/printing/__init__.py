"""From a selection to paper: the print sheet, its preview, the question afterwards.

What may be printed is decided by the label service alone.
"""

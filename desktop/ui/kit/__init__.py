"""The parts every page is made of: theme, tables, tasks, dialogs, words. Pages build on it; it builds on no page."""

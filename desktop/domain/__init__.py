"""What things are: frozen data and pure rules.

Standard library only; nothing here does I/O, reads a clock or knows a platform.
"""

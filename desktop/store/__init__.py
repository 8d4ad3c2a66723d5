"""What is remembered: the only user of SQLAlchemy, sqlite3 and keyring. Functions take a connection, return plain data.

Reads are raw ``sqlite3`` and load nothing else, so the window can paint first; writes are SQLAlchemy Core on one thread
"""

"""What is remembered: the only user of SQLAlchemy, sqlite3 and keyring. Functions take a connection and return plain frozen data."""

"""Backups: the database and the files in one encrypted snapshot, brought back, and proven to come back.

Who makes the copies is restic, who reads and fills the database are PostgreSQL's own tools; here stands only
what binds them together (docs/adr/0020-backups.md).
"""

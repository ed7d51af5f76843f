"""Backup and restore: one signed archive of the database and its files, and the way back.

Plain Python, without Django: a restore runs where there is no desk yet. What needs the
desk's own models is done by `python -m torg restored`, a process of its own.
"""

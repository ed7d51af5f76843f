"""Ledger: what has been done at the desk, in an order that nobody can rewrite.

One append-only log per municipality: canonical bytes, a Merkle tree (RFC 9162) and
signed checkpoints. Text about people stands beside the tree, salted, so that it can
be disposed of lawfully while every proof still holds. There is no state table: an
entry is written once; the database itself refuses to change or delete it.
"""

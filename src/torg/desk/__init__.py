"""Desk: the first page, which gathers what waits for a person, and the status page.

Owns no object and no state: it reads the rooms below and links to their pages.
"""

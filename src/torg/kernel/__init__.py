"""Plain Python that every room may use: time, text, digests, scope, refusals.

No Django, no state. Each module is named after what it holds.
"""

"""Which pack of rules and which mode is in force, and what it says about our objects.

Turns facts into findings for the rooms above; the only room that knows `policy`.
No state table: an adoption is written once and never changed; the mode is a flag.
"""

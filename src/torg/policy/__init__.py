"""A municipality's rules as data: packs, rule kinds, facts in, findings out.

Plain Python: no Django, no clock of its own, no other room. What a rule needs
to know about working time and text comes in through `instruments`.
"""

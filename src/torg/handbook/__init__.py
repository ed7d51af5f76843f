"""The handbook: what the municipality advises, in plain words, beside the field it is about.

Pages are files (policies/<municipality>/handbook, policies/shared/handbook), read once into
memory. Owns what readers say of them and what they ask. State tables: states.py.
"""

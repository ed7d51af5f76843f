"""Moderation: reported content, its evidence, the ground, the decision, what follows.

Owns case, evidence and block. State table: states.py. The order is fixed (G-35, V-67):
evidence is sealed first, then a person decides, then the network is called; the act itself
cannot be stored without the digest of the sealed evidence (delivery).
"""

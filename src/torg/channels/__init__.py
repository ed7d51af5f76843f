"""Channels: the municipality's official accounts and how they are reached.

Owns channel and connection. State tables: states.py. A channel is an account on a
network in the policy's sense (facebook, x …); its connection says through which
adapter it is reached, and is a row of its own so that mending a credential never
touches the channel or its history.
"""

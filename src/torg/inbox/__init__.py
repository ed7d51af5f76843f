"""Inbox: everything residents write, with the deadline promised, answered by the right person.

Owns raw delivery, sync state, person, thread, message, reply, forward, note, template and
watch round. State tables: states.py. What the network has is what the inbox has: payloads
are stored before they are read, a message is unique by channel, network id and edition,
and what came before the thing it is about waits until that arrives.
"""

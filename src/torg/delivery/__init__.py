"""Delivery: every act that we perform on a network, once or visibly unknown.

Owns act, attempt, publication, hold and worker. The state table is states.py.
A network call cannot be made exactly once; what is promised is: never twice, never
silently lost, and the uncertain is shown (docs/adr/0005).
"""

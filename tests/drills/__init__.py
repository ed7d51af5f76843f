"""Fault drills: kill the desk's worker in the middle of acts and ask the network what stands.

`python -m tests.drills` runs the small size; `--kills 3000` the long one. The verdict is
read from the network's own truth log, never from the desk's tables.
"""

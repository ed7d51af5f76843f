"""Fault drills: kill, freeze and mislead the desk in the middle of acts, and ask the network
what stands.

`make drill` runs the small size, `make drill FULL=1` the long one, and
`python -m tests.drills F1 --db postgres --workers 2 --kills 300 --seed 7` any part. The verdict
on doubles and losses is read from the network's own truth log, never from the desk's tables.
"""

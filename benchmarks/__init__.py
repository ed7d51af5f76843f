"""Torg's own code against the limit of the machine: `python -m benchmarks NAME …`.

A benchmark runs limit, subject, limit in each round and prints the median ratio of
subject to limit. Its gate stands beside it; a ratio above the gate is exit code 1.
"""

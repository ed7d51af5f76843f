"""F19: the proof's own proof. Each planted mutant takes one guard away; a named test must fail.

`make mutants` applies them one by one on a copy of the tree and prints who caught them.
"""

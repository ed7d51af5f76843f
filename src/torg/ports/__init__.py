"""The outside systems as Torg sees them: dataclasses, Protocols, three errors.

Plain Python. Adapters implement these; rooms call them through the registry.
"""

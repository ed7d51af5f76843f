"""People: municipalities, departments, users, roles, sign-in, and whose rows are whose.

Every Django model of Torg inherits `Scoped` from here. Roles are lists of
permissions in code (permissions.py); a person may hold several, for the whole
municipality or for one department.
"""

"""A small social network of its own to practise on, entirely apart from the desk.

It has its own database file, its own log of everything that happened (`truth.jsonl`,
the judge of fault drills), a JSON API for accounts, pages where residents write, and
signed webhooks. The desk knows it only through `client.PracticeNetwork`, which talks
HTTP like any other adapter.

Schema: `schema.py`. What an account may do: `verbs.py`. What a resident may do: `visits.py`.
"""

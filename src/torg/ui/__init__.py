"""The face of the desk: design tokens, components, page frame and gallery.

Owns no data and knows no room. Components are Jinja2 macros in templates/ui/
(signatures: templates/ui/README.md); the gallery at /ui/ shows every one of them.
"""

"""One folder per outside system; each implements a port of `torg.ports`.

Adapters hold no state of the desk and read no settings: `torg.site.wiring`
builds them and passes their configuration in. Everything that leaves the house
over HTTP goes through `torg.adapters.http`.
"""

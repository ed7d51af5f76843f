"""The social networks: one folder each, each implementing `torg.ports.network.Network`."""

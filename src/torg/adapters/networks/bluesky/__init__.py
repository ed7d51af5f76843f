"""Bluesky over plain XRPC: posts, replies, hiding, reports, and polling for answers.

No library of the network is used; every call goes through the guarded client.
"""

from torg.adapters.networks.bluesky.adapter import Bluesky

__all__ = ["Bluesky"]

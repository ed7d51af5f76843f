"""The fixtures of the real network, for this folder."""

from tests.contracts.bluesky.stack import counting, pds, whole

__all__ = ["counting", "pds", "whole"]

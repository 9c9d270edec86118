"""An OpenAI-compatible endpoint on this machine whose answers a person, or any program, writes as files."""

from tests.relay.relay import Relay

__all__ = ["Relay"]

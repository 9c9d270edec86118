"""A scripted endpoint that speaks like an OpenAI-compatible one, over real HTTP on this machine."""

from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.behaviours import Behaviour, completion, respond
from tests.stub_endpoint.models import good
from tests.stub_endpoint.server import Stub

__all__ = ["Asked", "Behaviour", "Stub", "completion", "good", "respond"]

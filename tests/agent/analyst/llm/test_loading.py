"""The library of the endpoint is loaded whole by one thread; calls side by side never load parts of it at once."""

import subprocess
import sys

_SCRIPT = """
import sys, threading
from agent.llm.endpoint.openai_client import OpenAIClient, _LOADING, _loaded
assert "openai" not in sys.modules, "loaded before anything is asked"
inside, most = [], []
class Watched:
    def __enter__(self):
        LOCK.__enter__(); inside.append(1); most.append(len(inside))
    def __exit__(self, *told):
        inside.pop(); LOCK.__exit__(*told)
LOCK = _LOADING
import agent.llm.endpoint.openai_client as home
home._LOADING = Watched()
threads = [threading.Thread(target=OpenAIClient("http://127.0.0.1:9/v1", "m")._client) for _ in range(8)]
[one.start() for one in threads]; [one.join() for one in threads]
assert max(most) == 1 and len(most) >= 8, most
def parts():
    return {one for one in sys.modules if one.startswith(("openai", "httpx2", "httpcore2"))}
before = parts()
OpenAIClient("http://127.0.0.1:9/v1", "m")._client().chat.completions.with_streaming_response
assert parts() == before, sorted(parts() - before)[:5]
print("well")
"""


def test_eight_threads_at_once_load_it_one_after_the_other_and_whole() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "well", done.stderr

"""Any number of systems, each described in a paragraph, no two alike; made up for these tests.

python -m tests.made_systems 200 FOLDER    writes them, one file each
"""

import random
import sys
from pathlib import Path

NAMES = ("Harbour", "Lantern", "Quarry", "Orchard", "Ferry", "Granary", "Beacon", "Tannery", "Foundry", "Meadow")
DESKS = ("desk", "guide", "helper", "reader", "scout", "clerk", "advisor", "monitor", "planner", "checker")
MAINS = (
    "a support chatbot that answers customers with a hosted language model",
    "an agent that plans steps with a language model and works them off by itself",
    "a classifier that scores card payments for fraud",
    "a vision model that inspects parts on a conveyor belt",
    "an assistant in the code editor that suggests changes and runs tests",
    "a recommender that ranks articles on the front page",
    "a speech model that writes down calls to the service centre",
    "a forecasting model that plans orders for forty shops",
)
MODELS = ("OpenAI's GPT", "Mistral on our own machines", "Llama on vLLM", "a model of Anthropic", "XGBoost", "Gemini")
SOURCES = (
    "It looks passages up in Qdrant, which is filled from our wiki every night.",
    "Its context comes from a pgvector store over contracts that customers upload.",
    "It was trained on five years of tickets, labelled by an outside agency.",
    "It reads incoming mail and the attachments in it.",
    "It reads web pages that a crawler fetches.",
    "Sensor readings arrive over MQTT from machines in the hall.",
    "It keeps a memory of earlier conversations for each user.",
)
TOOLS = (
    "It can open refunds in the shop system, which a colleague approves.",
    "It calls an MCP server that reads and writes our Jira.",
    "It can send mail in the user's name.",
    "It runs Python in a container without network access.",
    "It has read access to the Salesforce account.",
    "It only answers and can do nothing else.",
)
PEOPLE = (
    "Anyone on the public web page can use it.",
    "Only employees who are signed in through Okta use it.",
    "Doctors of three hospitals use it for their patients.",
    "Two hundred dealers use it through an API with keys.",
    "Children in schools use it, with a teacher present.",
)
GUARDS = (
    "Prompts and answers are logged for thirty days.",
    "There is no rate limit yet.",
    "Answers pass a filter for personal data.",
    "Every release is tested against two hundred hostile prompts.",
    "The weights lie in a bucket that all engineers can read.",
    "A person looks at every tenth decision.",
    "Nobody watches it at night.",
    "Secrets are kept in Vault.",
)


def name_of(number: int) -> str:
    """What a system is called."""
    return f"{NAMES[number % 10]} {DESKS[number // 10 % 10]} {number}"


def text_of(number: int) -> str:
    """The description of a system: five to nine sentences, the same for the same number."""
    chance = random.Random(number)
    main = chance.choice(MAINS)
    picked = [
        *chance.sample(SOURCES, chance.randint(1, 2)),
        *chance.sample(TOOLS, chance.randint(1, 2)),
        chance.choice(PEOPLE),
        *chance.sample(GUARDS, chance.randint(1, 3)),
    ]
    return f"{name_of(number)} is {main}. It uses {chance.choice(MODELS)}. {' '.join(picked)}\n"


def write(number: int, folder: Path) -> None:
    """The first so many systems, a file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(number):
        (folder / f"system-{place:05}.md").write_text(text_of(place), encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))

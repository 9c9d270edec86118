"""Words of the field in our own words, for people who are new to it."""

from pydantic import Field

from knowledge.vocabulary import Value


class Term(Value):
    """One word and what it means here."""

    word: str = Field(description="The word.")
    means: str = Field(description="What it means, in a sentence or two.")


def _terms(*pairs: tuple[str, str]) -> tuple[Term, ...]:
    return tuple(Term(word=word, means=means) for word, means in sorted(pairs, key=lambda pair: pair[0].casefold()))


GLOSSARY = _terms(
    ("Agent", "A program in which a language model decides by itself what to do next, and does it with tools."),
    ("AI system", "Everything around a model that makes it useful: pages, services, data, tools and the people."),
    ("Assumption", "Something taken as given because nobody has said. It can be confirmed or denied at any time."),
    ("ATLAS", "MITRE's catalogue of how AI systems are attacked, sorted by what an attacker wants at each step."),
    ("Attack path", "The way an attack takes through the system: who begins, where it enters, what it reaches, what "
     "comes of it."),
    ("Band", "How urgent a risk is: critical, high, medium or low. The settings say from which total each begins."),
    ("Boundary", "A line in the diagram. What lies within trusts each other more than what lies outside."),
    ("Citation", "The entry of a published framework that a threat rests on, with its edition."),
    ("Component", "A part of the system that does or stores something, such as a model, an index or a tool."),
    ("Control", "What is done against a threat: it prevents, detects or helps to respond; also measure."),
    ("Data flow", "What moves from one part to another. A flow that is not trusted is where an attack can enter."),
    ("Data poisoning", "Training data or looked-up texts are changed so that the model learns or says what an "
     "attacker wants."),
    ("Discoverability", "How easily somebody finds that the attack is possible. Many teams fix it at 10, because "
     "hiding protects little."),
    ("DREAD", "Five questions that score a threat from 0 to 10: damage, reproducibility, exploitability, affected "
     "users, discoverability. The total is their mean; it is a judgement and no measurement."),
    ("Evasion", "Input is shaped so that a model that detects or classifies something gets it wrong."),
    ("Fact", "One thing that is known of the system, such as whether it calls tools. Facts decide what applies."),
    ("Fine-tuning", "Training a finished model a little further on examples of one's own."),
    ("Grounding", "Giving the model texts to answer from, so that it does not rely on its memory alone."),
    ("Hallucination", "A model states something invented as if it were so."),
    ("Human review", "A person looks at a result before it takes effect. It helps only where there is time to."),
    ("Jailbreak", "A user words a request so that the model drops the rules it was given."),
    ("Language model", "A model that reads and writes text, often called LLM, large language model."),
    ("Ledger", "The list of every threat in the catalogue with what was found for this system: applies, ruled out, "
     "open."),
    ("MAESTRO", "A way to look at systems of agents in seven layers, from the model up to the people around it."),
    ("MCP", "Model Context Protocol: a common way for agents to reach tools. A tool server offers tools that way."),
    ("Membership inference", "Finding out from a model's answers whether somebody's data were in its training."),
    ("Model extraction", "Copying a model by asking it many questions and learning from its answers."),
    ("Pattern", "An entry of our catalogue: a kind of threat with the facts under which it applies."),
    ("Precedent", "A published incident in which something like the threat has happened."),
    ("Prompt", "All the text that a model is given: your instructions, the user's words and what was looked up."),
    ("Prompt injection", "Text from outside, such as a mail or web page, holds orders, and the model follows them."),
    ("RAG", "Retrieval-augmented generation: passages are looked up first, and the model answers from them."),
    ("Residual risk", "The risk that is left once the measures that are done are counted."),
    ("STRIDE", "Six kinds of harm to look for: spoofing, tampering, repudiation, information disclosure, denial of "
     "service, elevation of privilege."),
    ("System prompt", "The instructions that the operator gives the model before any user speaks."),
    ("Threat", "Something that can go wrong: who could do what, by which way, with what result for whom."),
    ("Threat model", "A system, what can go wrong in it, how bad that is, and what is done about it."),
    ("Tool", "Something that a model can call to read or change the world, such as a search or a payment."),
    ("Vector index", "A store in which passages are found by nearness in meaning."),
)  # fmt: skip
"""The words in the order of the alphabet."""


def found(words: str) -> tuple[Term, ...]:
    """The terms that have all of some words in their name or meaning; those in the name come first."""
    wanted = words.casefold().split()
    fitting = [one for one in GLOSSARY if all(word in f"{one.word} {one.means}".casefold() for word in wanted)]
    return tuple(sorted(fitting, key=lambda one: not all(word in one.word.casefold() for word in wanted)))

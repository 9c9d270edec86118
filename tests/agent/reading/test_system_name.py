"""The system's name comes from what it is said to be called, a heading or the file; else it has none."""

import pytest

from agent.domain import Session, ThreatModel
from agent.domain.changes.edits import DescribeSystem
from agent.reading.naming.system_name import name_in_title
from tests.agent.reading.readings import reader, session_of, told, turn_of

CHAT = "Customers ask about late trains, and the answer comes from a hosted model by return."
ABOUT = "Travel assistant"
"""What that is called where nothing in it names the system."""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Our system is called Sandpiper. {CHAT}", "Sandpiper"),
        (f"The assistant is named Harbour Desk. {CHAT}", "Harbour Desk"),
        (f"The system, named Kestrel, runs in our cloud. {CHAT}", "Kestrel"),
        (f"hey, so we run a thing called Nimbus for our shops. {CHAT}", "Nimbus"),
        (f"We sell software called HerdBook. {CHAT}", "HerdBook"),
        (f"hi, we run a thing for horse owners called Oatmeter. {CHAT}", "Oatmeter"),
        (f"We built an assistant for plumbers named PipeWise. {CHAT}", "PipeWise"),
        (f"It is called Nimbus 2.0 and runs in our cloud. {CHAT}", "Nimbus 2.0"),
        (f"Teal is a chatbot for our customers. {CHAT}", "Teal"),
        (f"Harbour Desk is our ticket assistant. {CHAT}", "Harbour Desk"),
        (f"# Ferryman\n\n{CHAT}", "Ferryman"),
        (f"# Threat model: leave helper\n\n{CHAT}", "leave helper"),
        (f"Threat model: leave helper\n\n{CHAT}", "leave helper"),
        (f"# README\n\n# Ferryman\n\n{CHAT}", "Ferryman"),
        (f"# Architecture of Harbour Desk\n\n{CHAT}", "Harbour Desk"),
        (f"We call her Brunhilde. {CHAT}", "Brunhilde"),
        (f"Everybody here calls it Rosie. {CHAT}", "Rosie"),
        (f"{CHAT} The guards call him Otto.", "Otto"),
        (f"A helper, nicknamed Bramble, sits in the hall. {CHAT}", "Bramble"),
        (f"It goes by the name of Mudlark. {CHAT}", "Mudlark"),
        (f"Her name is Hopper. {CHAT}", "Hopper"),
        (f"Codename Sexton. {CHAT}", "Sexton"),
        (f"Larkspur (working title) is for passengers. {CHAT}", "Larkspur"),
        (f"Project Tollkeeper: {CHAT}", "Tollkeeper"),
        (f"The whole (internally Nessie) is two years old. {CHAT}", "Nessie"),
        (f"## Slide 1: Lapwing, the night ear for stables\n\n- {CHAT}", "Lapwing"),
        (f"# `corncrake`: counting lambs\n\n{CHAT} The list goes by API into the register.", "corncrake"),
        (f"# Slide 2 - Dunlin, our desk helper\n\n{CHAT}", "Dunlin"),
        (f"**RAIL-207: Threat review for delay forecast (autumn)**\n\n{CHAT}", "delay forecast"),
        (
            f"Hi all,\n\nquick summary as asked. {CHAT} {CHAT} {CHAT} Sorrel is an agent (a hosted model). It books.",
            "Sorrel",
        ),
        (f"{CHAT} Parcels go by Rail and Road.", ABOUT),
        (f"Wherry forecasts the tide for pilots. {CHAT}", "Wherry"),
        (f"We call it Claude. {CHAT}", ABOUT),
        (f"We call passengers back. {CHAT}", ABOUT),
        (f"Everyone calls it the bot. {CHAT}", "Travel bot"),
        (f"# Model card\n\n{CHAT}", ABOUT),
        (f"# Worked example\n\n{CHAT}", ABOUT),
        (f"GPT-4o is the language model of it all. {CHAT}", ABOUT),
        (f"Qdrant is our vector store. {CHAT}", ABOUT),
        (f"We turn speech into text with a small Whisper model on our servers. {CHAT}", "Travel speech system"),
    ],
)
def test_a_system_has_the_name_it_is_given(text: str, name: str) -> None:
    assert told(text).system.name == name


@pytest.mark.parametrize(
    ("file", "name"),
    [("support-bot.md", "support bot"), ("threat_model_claims-triage.v2.txt", "claims triage"), ("README.md", ABOUT),
     ("2026-11-03 pier-assistant notes.txt", "pier assistant"), ("document (1).pdf", ABOUT), ("brief.md", ABOUT),
     ("harbour.md", ABOUT)],
)  # fmt: skip
def test_a_file_names_the_system_where_nothing_else_does(file: str, name: str) -> None:
    session: Session = session_of(ThreatModel())
    reading = reader().read(turn_of(CHAT, source=file), session)
    names = [edit.name for edit in reading.edits if isinstance(edit, DescribeSystem)]
    assert names == [name or None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AI email assistant", "AI email assistant"),
        ("chatbot for refunds", "Chatbot for refunds"),
        ("an assistant for new parents", "Assistant for new parents"),
        ("bot for opening hours", "Bot for opening hours"),
        ("a tool for choirs", "Tool for choirs"),
        ("agent for parking fines", "Parking agent"),
        ("Ledgerline scores applications for small loans, a clerk decides about the others.", "Ledgerline"),
        ("We score loan applications with a boosted model. Applicants apply on the public website.", "Credit scoring"),
        ("We run an LLM-powered agent which answers emails from customers and can issue refunds.", "Email agent"),
        ("A chatbot answers questions of tenants about their flats, and it reads our wiki for that.",
         "Housing chatbot"),
        ("Doctors and nurses ask it about interactions of medicines; GPT-4 answers from our formulary.",
         "Patient assistant"),
        ("We built a rag bot on our HR policies, and employees ask it about holidays and payroll.", "HR bot"),
        ("Recruiters upload CVs, a language model ranks the candidates and writes a line about each.",
         "Recruiting assistant"),
        ("A vision model decides how the gripper in our warehouse takes hold of each parcel on the belt.",
         "Warehouse vision system"),
        ("Marketing drafts slogans with Claude for each campaign, and an editor reads them before they go out.",
         "Marketing assistant"),
        ("We're a small oyster farm, and a camera counts what comes up with each basket for us.",
         "Oyster farm vision system"),
        ("We make violin strings. A model listens to each one and sorts out those that buzz, by their score.",
         "Violin string scoring"),
        ("Our lending library has an agent that answers mails about books which are overdue.",
         "Lending library agent"),
        ("We rent out e-scooters in nine towns. A model decides which of them stop.", "E-scooter system"),
        ("Our auction house takes photos from sellers, and a model says what the piece will fetch.",
         "Auction house vision system"),
        ("We insure pets. A model reads the vet's invoices and says what is paid.", "Pet system"),
        ("We run a chain of climbing halls, and a model guesses how full each one gets.", "Climbing hall system"),
        ("We own a handful of escape rooms. A model decides when a hint is shown.", "Escape room system"),
        ("Our choir uses a model that listens and tells who is flat.", "Choir system"),
        ("A model looks at faces when people check tickets.", None),
        ("We are no agency, we sell shoes. A chatbot answers questions about sizes, and it runs on GPT-4o.",
         "chatbot"),
        ("Something new: a hosted language model says what a new colleague typed in plainer words.", None),
        ("It takes what people type and sends it on to a hosted language model, and shows what comes back.", None),
        ("Does it matter who can log in?", None),
    ],
)  # fmt: skip
def test_a_system_that_nobody_named_is_called_by_what_it_is_about(text: str, name: str | None) -> None:
    assert told(text).system.name == (name or "")


@pytest.mark.parametrize(
    "title", ["Features", "Overview", "Known weaknesses", "1. Introduction", "System architecture"]
)
def test_a_section_is_no_name(title: str) -> None:
    assert name_in_title(title) == ""


def test_one_word_of_a_file_names_a_system_where_the_text_says_nothing_of_it() -> None:
    text = "It takes what people type and sends it on to a hosted language model, and shows what comes back."
    reading = reader().read(turn_of(text, source="harbour.md"), session_of(ThreatModel()))
    assert [edit.name for edit in reading.edits if isinstance(edit, DescribeSystem)] == ["harbour"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We run a meal planner for three hospitals. A model predicts what the wards order.", "Meal planner"),
        ("We operate a tide predictor with a boosted model that scores each hour.", "Tide predictor"),
        ("We run a scoring model for small loans. It scores each applicant.", "Credit scoring"),
        ("Members upload photos, and a vision model says which photos are allowed.", "Photo analysis"),
        ("The city looks at number plates with a plate reader model and fines parking drivers by camera.",
         "Parking vision system"),
        ("Drones inspect wind farms. A vision model on each drone finds cracks.", "Drone vision system"),
        ("Utility: a boosted model forecasts the load of each substation for dispatchers.", "Energy scoring"),
    ],
)  # fmt: skip
def test_a_made_name_says_once_what_the_system_is(text: str, name: str) -> None:
    assert told(text).system.name == name

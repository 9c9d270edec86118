"""What a document lists as its parts and its people is taken under its names there, once each, and nothing beside."""

import pytest

from agent.domain import ThreatModel, apply
from agent.reading.text.listings import Sort, name_in_item, names_in_table, sort_of_heading
from agent.reading.text.system_sentences import told_by
from knowledge.vocabulary import ComponentKind
from tests.agent.reading.readings import catalog, reader, session_of, turn_of

TABLE = """# Parcel Desk: design

Version 2.1, owner: Logistics IT.

Parcel Desk answers questions on parcels and books new deliveries.

## Building blocks

| Building block | Technology | What it does |
|---|---|---|
| Enquiry Page | React | Takes questions |
| Dispatcher | LangGraph on Python | Plans the steps and calls the tools |
| Tariff Index | Qdrant | Holds embedded tariffs |
| Parcel Records | PostgreSQL 16 | Keeps addresses and signatures |
| Delay Estimator | LightGBM behind FastAPI | Returns the expected delay |
| Answer Model | Claude via Amazon Bedrock | Writes the answer |

## Actors

- **Sender** \N{EN DASH} asks about a parcel on the Enquiry Page.
- **Depot clerk**: checks bookings before a van leaves.
- Prompt engineer - maintains the prompts.
- Haulage partner

## Data flows

The sender asks on the Enquiry Page, which passes the question to the Dispatcher. The Dispatcher fetches tariffs from
the Tariff Index and sends them to the Answer Model. It reads Parcel Records and calls the Delay Estimator.
Clerks approve every booking.
"""


def drafted(*texts: str) -> ThreatModel:
    """The model after these documents."""
    model = ThreatModel()
    for number, text in enumerate(texts, start=1):
        turn = turn_of(text, number, source=f"{number}.md")
        model = apply(model, reader().read(turn, session_of(model)).edits, catalog()).model
    return model


def test_a_table_of_parts_gives_each_of_them_under_its_name_and_what_it_is_made_with_is_no_part() -> None:
    kinds = {part.name: part.kind for part in drafted(TABLE).components}
    assert kinds == {
        "Enquiry Page": ComponentKind.CLIENT,
        "Dispatcher": ComponentKind.AGENT,
        "Tariff Index": ComponentKind.VECTOR_STORE,
        "Parcel Records": ComponentKind.DATA_STORE,
        "Delay Estimator": ComponentKind.PREDICTIVE_MODEL,
        "Answer Model": ComponentKind.LANGUAGE_MODEL,
    }


def test_listed_people_are_taken_under_their_names_and_a_general_word_means_one_of_them() -> None:
    model = drafted(TABLE)
    assert {one.name: one.trusted for one in model.actors} == {
        "senders": False,
        "depot clerks": True,
        "prompt engineers": True,
        "haulage partners": False,
    }


def test_flows_of_the_prose_run_between_the_listed_parts() -> None:
    model = drafted(TABLE)
    told = {(model.name_of(one.source), model.name_of(one.target)) for one in model.flows if not one.inferred}
    assert {
        ("Enquiry Page", "Dispatcher"),
        ("Tariff Index", "Dispatcher"),
        ("Dispatcher", "Answer Model"),
        ("Dispatcher", "Delay Estimator"),
    } <= told


def test_a_description_opens_with_what_the_system_is_and_not_with_lines_on_the_document() -> None:
    assert drafted(TABLE).system.purpose.startswith("Parcel Desk answers questions")


def test_a_second_document_speaks_of_the_parts_of_the_first_by_name() -> None:
    before = drafted(TABLE)
    after = drafted(TABLE, "# Notes: Parcel Desk\n\nThe Dispatcher loads its prompts from a Git repository at start.")
    names = [part.name for part in after.components]
    assert names.count("Dispatcher") == 1
    assert set(names) - {part.name for part in before.components} <= {"Git repository"}


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("## 3. Components", "- **Route Planner** \N{EN DASH} picks the van"),
        ("## Building blocks", "- **Route Planner:** picks the van"),
        ("### 2.1 Key components", "* Route Planner: picks the van"),
        ("## Services", "1. Route Planner - picks the van"),
        ("**Components**", "- Route Planner"),
        ("## Components", "### 3.1 Route Planner\n\nPicks the van."),
        ("## Components", "| Component | Owner |\n|---|---|\n| Route Planner (Go) | Ops |"),
        ("## Inventory", "| # | Name | Owner |\n|---|---|---|\n| 1 | **Route Planner** | Ops |"),
    ],
)
def test_lists_and_tables_name_parts_in_many_writings(heading: str, line: str) -> None:
    entries = told_by(f"# Vans\n\n{heading}\n\n{line}\n").entries
    assert [(one.sort, one.name) for one in entries] == [(Sort.PARTS, "Route Planner")]


@pytest.mark.parametrize(
    "text",
    [
        "## Roadmap\n\n### Components\n\n- **Route Planner**: picks the van",
        "## Components\n\n| Component | Status |\n|---|---|\n| Route Planner | planned |",
        "## Threats\n\n| Component | Threat |\n|---|---|\n| Route Planner | spoofing |",
        "## Data\n\n| Data | Class | Where |\n|---|---|---|\n| Addresses | internal | Records |",
        "## Components\n\n- Note: the list is not complete",
        "## Components\n\n- We have a planner and it is written in Go.",
        "## Features\n\n- **Route planning**: picks the van",
    ],
)
def test_what_is_planned_feared_or_no_name_is_not_listed(text: str) -> None:
    assert told_by(f"# Vans\n\n{text}\n").entries == ()


@pytest.mark.parametrize(
    ("heading", "sort"),
    [
        ("2. Who works with it", Sort.PEOPLE),
        ("Users and roles", Sort.PEOPLE),
        ("Personas", Sort.PEOPLE),
        ("Stakeholders", Sort.PEOPLE),
        ("3.1 The components", Sort.PARTS),
        ("Component overview", Sort.PARTS),
        ("Data flows", None),
        ("User stories", None),
    ],
)
def test_a_heading_says_what_its_list_names(heading: str, sort: Sort | None) -> None:
    assert sort_of_heading(heading) is sort


def test_the_column_of_names_is_the_first_or_stands_behind_a_number() -> None:
    assert names_in_table(("Component", "Owner"), None) == (Sort.PARTS, 0)
    assert names_in_table(("ID", "Service"), None) == (Sort.PARTS, 1)
    assert names_in_table(("Name", "Owner"), Sort.PEOPLE) == (Sort.PEOPLE, 0)
    assert names_in_table(("Threat", "Component"), None) is None


def test_an_item_without_a_mark_names_something_only_where_it_is_short() -> None:
    assert name_in_item("Depot clerk", bold=False) == ("Depot clerk", -1)
    assert name_in_item("Clerks who work at night in the depot", bold=False) == ("", -1)


def test_staff_come_in_where_they_work_and_not_where_customers_do() -> None:
    model = drafted(TABLE.replace("| Dispatcher |", "| Clerk Workbench | Angular | Shows bookings |\n| Dispatcher |"))
    ways = {(model.name_of(one.source), model.name_of(one.target)) for one in model.flows}
    assert ("depot clerks", "Clerk Workbench") in ways
    assert ("depot clerks", "Enquiry Page") not in ways


SECTIONS = """# Rent Score

Rent Score rates offers of flats.

## Components

### Scoring API

A FastAPI service behind Kong. It asks the Feature Store and calls the Score Model.

### Feature Store

Feast on Redis.

### Score Model

A LightGBM model served with BentoML.

## Who is involved

| Actor | Does |
|---|---|
| Landlord | sends applications |
| Data scientist | tunes the model |
| Credit bureau | delivers payment histories |
"""


def test_a_heading_for_each_part_names_it_and_its_section_says_what_it_is_made_with() -> None:
    model = drafted(SECTIONS)
    assert {part.name: part.kind for part in model.components} == {
        "Scoring API": ComponentKind.SERVICE,
        "Feature Store": ComponentKind.DATA_STORE,
        "Score Model": ComponentKind.PREDICTIVE_MODEL,
    }
    assert [one.name for one in model.actors] == ["landlords", "data scientists", "credit bureaus"]


def test_a_part_that_calls_a_model_is_not_that_model() -> None:
    model = drafted(
        "# Help\n\nHelp answers questions on leave.\n\n## Components\n\n- **Chat Page** - takes questions\n"
        "- **Answer Service** - builds the prompt and calls GPT-4o on Azure OpenAI\n"
        "- **Handbook Index** - Azure AI Search with embedded pages\n"
    )
    kinds = {part.name: part.kind for part in model.components}
    assert kinds["Answer Service"] is ComponentKind.SERVICE
    assert kinds["Handbook Index"] is ComponentKind.RETRIEVER
    assert ComponentKind.LANGUAGE_MODEL in kinds.values()


def test_a_listed_model_that_another_house_serves_lies_with_third_parties() -> None:
    model = drafted(TABLE)
    boundaries = {one.id: one.name for one in model.boundaries}
    places = {part.name: boundaries[part.boundary or ""] for part in model.components}
    assert places["Answer Model"] == "third parties"
    assert places["Delay Estimator"] == "your environment"


LISTED = """# Fruit Desk

Fruit Desk proposes orders to a wholesaler.

## People
- Growers: outside companies that send offers by e-mail.
- Hauliers: outside companies that get bookings.
- The platform team: four engineers who run it.
"""


def test_listed_people_are_quoted_from_their_line_and_a_team_is_one() -> None:
    model = drafted(LISTED)
    quoted = {actor.name: [quote.text for quote in actor.quotes] for actor in model.actors}
    assert {"growers", "hauliers", "platform team"} <= set(quoted)
    assert all(len(words) < 60 and words in LISTED for texts in quoted.values() for words in texts)

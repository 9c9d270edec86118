"""The kinds of edit; each is a proposed change that only ``apply`` turns into a new model."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from agent.domain.facts import SYSTEM, FactValue, Quote, Waiver
from agent.domain.findings.trials import Trial
from agent.domain.import_sources import ImportedFile
from agent.domain.model import AdviceStamp, DraftStamp, ThreatModel
from agent.domain.risk import DreadScore, Scoring
from agent.domain.sessions.checklists import Listed
from agent.domain.system import Actor, Asset, Assumption, Component, DataFlow, TrustBoundary
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus
from knowledge.vocabulary import DreadFactor, Slug, Value


class DescribeSystem(Value):
    """Name or describe the system; what is None stays."""

    edit: Literal["describe_system"] = "describe_system"
    name: str | None = Field(default=None, max_length=120, description="What it is called.")
    purpose: str | None = Field(default=None, max_length=600, description="What it is for.")
    description: str | None = Field(default=None, description="The owner's own description, cleaned.")
    from_documents: str | None = Field(default=None, description="The part of it that came from documents.")
    opening: str | None = Field(default=None, description="The first text that described it.")
    left_open: tuple[str, ...] | None = Field(default=None, description="What the texts leave open.")
    owner: str | None = Field(default=None, max_length=120, description="Who answers for it.")


class PutComponent(Value):
    """Add a component, or replace the one with its id."""

    edit: Literal["put_component"] = "put_component"
    component: Component = Field(description="The component as it shall be.")


class PutActor(Value):
    """Add an actor, or replace the one with its id."""

    edit: Literal["put_actor"] = "put_actor"
    actor: Actor = Field(description="The actor as it shall be.")


class PutFlow(Value):
    """Add a data flow, or replace the one with its id."""

    edit: Literal["put_flow"] = "put_flow"
    flow: DataFlow = Field(description="The flow as it shall be.")


class PutBoundary(Value):
    """Add a trust boundary, or replace the one with its id."""

    edit: Literal["put_boundary"] = "put_boundary"
    boundary: TrustBoundary = Field(description="The boundary as it shall be.")


class PutAsset(Value):
    """Add an asset, or replace the one with its id."""

    edit: Literal["put_asset"] = "put_asset"
    asset: Asset = Field(description="The asset as it shall be.")


class Remove(Value):
    """Remove a component, actor, flow, boundary, asset, assumption or control, with what hangs on it alone."""

    edit: Literal["remove"] = "remove"
    id: str = Field(description="Id of the thing.")


class SetFact(Value):
    """Give a fact its value, in place of any earlier one for that subject."""

    edit: Literal["set_fact"] = "set_fact"
    value: FactValue = Field(description="The value with its evidence.")


class ClearFact(Value):
    """Forget the value of a fact."""

    edit: Literal["clear_fact"] = "clear_fact"
    fact: Slug = Field(description="Id of the fact.")
    subject: str = Field(default=SYSTEM, description="'system' or the id of a component.")


class WaiveFact(Value):
    """Note that the owner does not know, or skips, a fact."""

    edit: Literal["waive_fact"] = "waive_fact"
    waiver: Waiver = Field(description="The fact and why.")


class PutList(Value):
    """Note that a list was put to the owner, so that its lines are put in no list again."""

    edit: Literal["put_list"] = "put_list"
    listed: Listed = Field(description="The list with what was answered.")


class SetAside(Value):
    """Note that words of the owner mean nothing for the threat model, or take that back."""

    edit: Literal["set_aside"] = "set_aside"
    words: Quote = Field(description="The words, as they stand in their turn.")
    aside: bool = Field(default=True, description="False takes it back.")


class CloseInterview(Value):
    """Stop asking and draft with what is known, or open the interview again."""

    edit: Literal["close_interview"] = "close_interview"
    closed: bool = Field(default=True, description="False opens it again.")


class StayOffline(Value):
    """Keep this model away from any language model from now on, or allow one again."""

    edit: Literal["stay_offline"] = "stay_offline"
    offline: bool = Field(default=True, description="False allows a language model again.")


class SetScoring(Value):
    """Set how the risks of this model are scored and banded."""

    edit: Literal["set_scoring"] = "set_scoring"
    scoring: Scoring = Field(description="The bands, and what holds for discoverability.")


class PutAssumption(Value):
    """Write an assumption down, or replace the one with its id."""

    edit: Literal["put_assumption"] = "put_assumption"
    assumption: Assumption = Field(description="The assumption as it shall be.")


class PutThreat(Value):
    """Add a threat or bring a drafted one up to date; what a person decided about it is kept."""

    edit: Literal["put_threat"] = "put_threat"
    threat: Threat = Field(description="The threat as drafted.")


class RetireThreat(Value):
    """Take back a drafted threat that no longer applies; one a person decided on is kept and marked."""

    edit: Literal["retire_threat"] = "retire_threat"
    threat: str = Field(description="Id of the threat.")
    because: str = Field(min_length=1, max_length=300, description="What rules it out now.")


class OrderThreats(Value):
    """Put the threats in this order; ids that are not named follow in their present order."""

    edit: Literal["order_threats"] = "order_threats"
    order: tuple[str, ...] = Field(description="Ids, most important first.")


class DecideThreat(Value):
    """Set the status of a threat with the decision behind it."""

    edit: Literal["decide_threat"] = "decide_threat"
    threat: str = Field(description="Id of the threat.")
    status: ThreatStatus = Field(description="The new status.")
    reason: str = Field(default="", max_length=600, description="Why; needed for every status but open and mitigated.")
    owner: str = Field(default="", max_length=120, description="Who answers for it; needed to accept a risk.")
    review_by: date | None = Field(default=None, description="When to look again; needed to accept a risk.")


class RewordThreat(Value):
    """Give a threat a person's title, statement or targets; what is None stays."""

    edit: Literal["reword_threat"] = "reword_threat"
    threat: str = Field(description="Id of the threat.")
    title: str | None = Field(default=None, min_length=1, max_length=160, description="The new title.")
    statement: str | None = Field(default=None, min_length=1, max_length=1400, description="The new statement.")
    targets: tuple[str, ...] | None = Field(default=None, description="The new targets.")


class PlaceThreat(Value):
    """Give a threat a place in the list by hand, or let it go back to the place that is computed."""

    edit: Literal["place_threat"] = "place_threat"
    threat: str = Field(description="Id of the threat.")
    place: int | None = Field(default=None, ge=1, le=999, strict=True, description="1 is the top; none takes it back.")


class ConfirmThreat(Value):
    """Say that a threat belongs here, or take that back; nobody sets aside what a person confirmed."""

    edit: Literal["confirm_threat"] = "confirm_threat"
    threat: str = Field(description="Id of the threat.")
    confirmed: bool = Field(default=True, description="False takes it back.")


class DropAdvice(Value):
    """Take back what a language model says of a threat, or let it count again."""

    edit: Literal["drop_advice"] = "drop_advice"
    threat: str = Field(description="Id of the threat.")
    dropped: bool = Field(default=True, description="False lets it count again.")


class OverrideFactor(Value):
    """Set one DREAD factor by hand, or go back to the computed level."""

    edit: Literal["override_factor"] = "override_factor"
    threat: str = Field(description="Id of the threat.")
    factor: DreadFactor = Field(description="The factor.")
    level: int | None = Field(
        default=None, ge=0, le=10, strict=True, description="0 to 10; none takes the override back."
    )
    reason: str = Field(default="", max_length=600, description="Why; needed to set a level.")


class RecordTrial(Value):
    """Add what tests of a threat came to; one that failed makes the threat sure. No trial closes a threat."""

    edit: Literal["record_trial"] = "record_trial"
    threat: str = Field(description="Id of the threat.")
    trial: Trial = Field(description="What the report says of it.")
    current: DreadScore | None = Field(default=None, description="Its current risk from now on; none: it stays.")


class PutControl(Value):
    """Add a control or bring a drafted one up to date; a status a person set is kept."""

    edit: Literal["put_control"] = "put_control"
    control: Control = Field(description="The control as drafted.")


class DecideControl(Value):
    """Set where a control stands."""

    edit: Literal["decide_control"] = "decide_control"
    control: str = Field(description="Id of the control.")
    status: ControlStatus = Field(description="The new status.")
    reason: str = Field(default="", max_length=600, description="Why; needed to reject.")
    owner: str = Field(default="", max_length=120, description="Who does it.")


class PlanControl(Value):
    """Say who does a control and by when, what shows that it is done, and a note; what is None stays."""

    edit: Literal["plan_control"] = "plan_control"
    control: str = Field(description="Id of the control.")
    owner: str | None = Field(default=None, max_length=120, description="Who does it; empty: nobody yet.")
    due: date | Literal[""] | None = Field(default=None, description="When it shall be done; empty: no day.")
    evidence: str | None = Field(default=None, max_length=600, description="A link or words; empty: none.")
    reason: str | None = Field(default=None, max_length=600, description="A note, or why it was rejected.")


class StampDraft(Value):
    """Note what the draft was made from."""

    edit: Literal["stamp_draft"] = "stamp_draft"
    stamp: DraftStamp = Field(description="Catalog and digest.")


class StampAdvice(Value):
    """Note what a language model was shown when it put the threats in order; none: its advice is gone."""

    edit: Literal["stamp_advice"] = "stamp_advice"
    stamp: AdviceStamp | None = Field(description="What it was shown.")


class NoteImport(Value):
    """Note what a file said when it was read in; what it said before is forgotten."""

    edit: Literal["note_import"] = "note_import"
    file: ImportedFile = Field(description="The file with what it said.")
    former: str = Field(default="", max_length=400, description="Its former name, whose note it takes over.")


Edit = Annotated[
    DescribeSystem | PutComponent | PutActor | PutFlow | PutBoundary | PutAsset | Remove | SetFact | ClearFact
    | WaiveFact | PutList | CloseInterview | StayOffline | SetScoring | PutAssumption | PutThreat | RetireThreat
    | OrderThreats | DecideThreat | RewordThreat | PlaceThreat | ConfirmThreat | DropAdvice | OverrideFactor
    | PutControl | DecideControl | PlanControl | StampDraft | StampAdvice | SetAside | NoteImport | RecordTrial,
    Field(discriminator="edit"),
]  # fmt: skip


class Refusal(Value):
    """An edit that was not applied, and why."""

    edit: Edit = Field(description="The edit.")
    reason: str = Field(description="Why not, and what would do.")


class Outcome(Value):
    """What came of a batch of edits."""

    model: ThreatModel = Field(description="The model after the accepted edits.")
    applied: tuple[Edit, ...] = Field(default=(), description="The edits that were applied, in order.")
    refused: tuple[Refusal, ...] = Field(default=(), description="The edits that were not, with reasons.")

"""Draw up the account of a conversation: what it used of the language model, and what it may still use."""

from agent.domain import Session, ThreatModel
from agent.llm.costs.budget import Estimate, Limits, day_of, estimate_of_draft
from agent.llm.costs.usage import ModelAccount, ModelUse
from agent.llm.gateway import ModelGateway

A_READING = 7_000
"""Tokens that one more message takes to be read, the room of the answer with them; with fewer left, a limit
counts as reached."""


def account_of(session: Session, gateway: ModelGateway, now: float) -> ModelAccount:
    """The account of a session with the model that is asked now."""
    memory, limits = gateway.memory, gateway.terms.limits
    in_session, today = memory.spent_in(session.id), memory.spent_on(day_of(now))
    uses = memory.uses_in(session.id)
    return ModelAccount(
        model=gateway.model,
        host=gateway.host,
        uses=uses,
        tokens_session=in_session,
        tokens_today=today,
        limit_session=limits.tokens_per_session,
        limit_day=limits.tokens_per_day,
        limit_turn=limits.tokens_per_turn,
        most_calls=limits.calls_per_turn,
        price_session=_price(uses),
        estimate=_estimate(session.model, gateway).line(),
        reached=_reached(in_session, today, limits),
        note=memory.trouble,
    )


def _estimate(model: ThreatModel, gateway: ModelGateway) -> Estimate:
    limits, prices = gateway.terms.limits, gateway.terms.prices
    if not (model.components or model.facts):
        return Estimate(-1, -1, most_calls=limits.calls_per_turn, most_tokens=limits.tokens_per_turn)
    if model.drafted is not None and model.drafted.digest == model.digest():
        return Estimate(calls=0, tokens=0)
    return estimate_of_draft(len(model.components), limits, prices)


def _reached(in_session: int, today: int, limits: Limits) -> str:
    if limits.tokens_per_session and in_session + A_READING > limits.tokens_per_session:
        return (
            f"The limit of this conversation is reached: {in_session:,} of {limits.tokens_per_session:,} tokens are "
            "used, which leaves too few for another message. It goes on by the rules alone; raise "
            "THREATPARLEY_TOKENS_PER_SESSION to have the language model asked again."
        )
    if limits.tokens_per_day and today + A_READING > limits.tokens_per_day:
        return (
            f"The limit of today is reached: {today:,} of {limits.tokens_per_day:,} tokens are used, which leaves too "
            "few for another message. It goes on by the rules alone until a new day begins at 00:00 UTC; raise "
            "THREATPARLEY_TOKENS_PER_DAY to have the language model asked again today."
        )
    return ""


def _price(uses: tuple[ModelUse, ...]) -> float | None:
    known = [use.price for use in uses if use.price is not None]
    return sum(known) if known else None

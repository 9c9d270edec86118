"""Threats of a language model's own: rated like the catalog entry it names, without a citation until one confirms."""

from agent.analyst.llm.drafts.draft_review import Idea
from agent.analyst.llm.drafts.picked_threats import Composed
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Certainty, Mint, Origin, Threat, ThreatModel
from agent.domain.changes.decisions import keep_decisions
from agent.domain.risk import DreadScore, Reason
from agent.domain.threats import Evidence
from agent.reading.text.names import key_of
from knowledge.vocabulary import DreadFactor


class IdeaWriter:
    """Makes threats of ideas."""

    def __init__(self, rules: RulesAnalyst) -> None:
        self._rules = rules

    def written(
        self, threats: list[Threat], ideas: tuple[Idea, ...], base: ThreatModel, after: ThreatModel, composed: Composed
    ) -> list[Threat]:
        """The threats with the ideas among them; one of before keeps its id, one that is not told any more is left out.

        What a person confirmed or changed is theirs and stays.
        """
        old = {key_of(one.title): one for one in base.threats if one.unvouched}
        kept = [one for one in threats if not one.unvouched]
        taken = {key_of(one.title) for one in kept}
        mint = _beyond(after, composed)
        for idea in ideas:
            key = key_of(idea.title)
            if key in taken:
                continue
            before = old.get(key)
            threat = self._threat(idea, before.id if before else mint.take("T"), after)
            kept.append(keep_decisions(before, threat) if before else threat)
        return kept

    def _threat(self, idea: Idea, name: str, model: ThreatModel) -> Threat:
        pattern = self._rules.bookkeeper.rules[idea.like].pattern
        score = self._score(idea.like, pattern.title, model)
        words = f"“{idea.advice.words}”" if idea.advice.words else "it quotes no words of yours"
        return Threat(
            id=name,
            title=idea.title,
            statement=idea.advice.scenario,
            aspect=pattern.aspect,
            targets=(idea.target,),
            stride=pattern.stride,
            evidence=Evidence(hits=(f"an idea of the language model: {words}",)),
            inherent=score,
            current=score,
            target=score,
            certainty=Certainty.SUGGESTED,
            origin=Origin.MODEL,
            advice=idea.advice,
        )

    def _score(self, like: str, title: str, model: ThreatModel) -> DreadScore:
        """The levels of the entry that the model finds most like it, and no measure counted against them."""
        rules = self._rules
        score = rules.rater.score_in(rules.bookkeeper.rules[like], rules.bookkeeper.painter.picture(model))
        reason = Reason(text=f"taken over from “{title}”, which the language model finds most like it"[:400])
        levels = {
            factor.value: score.factor(factor).model_copy(update={"reasons": (reason,)}) for factor in DreadFactor
        }
        return score.model_copy(update=levels)


def _beyond(after: ThreatModel, composed: Composed) -> Mint:
    """A mint that gives out ids beyond those of the threats that were composed but are not in the model yet."""
    numbers = [int(one.id.partition("-")[2]) for one in composed.threats]
    issued = {**after.issued, "T": max([after.issued.get("T", 0), *numbers])}
    return Mint(after.model_copy(update={"issued": issued}))

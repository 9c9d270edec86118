"""When harm to people has a place among the first threats, whatever their scores are."""

from pydantic import Field

from knowledge.conditions import Condition
from knowledge.vocabulary import Aspect, Slug, Value


class PeopleRule(Value):
    """Facts under which harm to people must be among so many first threats, and the sides of the system it lies on."""

    id: Slug = Field(description="Stable id.")
    when: Condition = Field(description="What must be known of the system.")
    aspects: tuple[Aspect, ...] = Field(min_length=1, description="The sides on which the harm lies.")
    among: int = Field(ge=1, le=10, description="Among how many first threats one of them must be.")
    because: str = Field(min_length=1, max_length=160, description="Why, as it goes on after 'because'.")

"""The short report holds the first threats, the counts of the others, and the way to all of it."""

from agent.analyst.rules.analyst import RulesAnalyst

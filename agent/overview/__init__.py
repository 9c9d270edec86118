"""A look over many models: by risk, by what they share, by words, and by what an update touches."""

from agent.overview.portfolio import Portfolio, PortfolioModel, SharedMeasure, SharedPart, Touched

__all__ = ["Portfolio", "PortfolioModel", "SharedMeasure", "SharedPart", "Touched"]

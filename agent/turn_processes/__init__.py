"""Turns in processes of their own: who tells them what to do, hears how far they are, and ends them where need be."""

from agent.turn_processes.crew import Crew
from agent.turn_processes.template import Template
from agent.turn_processes.turn_worker import ProcessTurnWorker

__all__ = ["Crew", "ProcessTurnWorker", "Template"]

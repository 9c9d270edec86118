"""Recognise by its content what is no description: settings, models of other tools, lists, logs, tables, code."""

from agent.recognition.kinds import Kind, advice_on, card_of, drawn_in, kind_of, kinds_known, refuse_structured

__all__ = ["Kind", "advice_on", "card_of", "drawn_in", "kind_of", "kinds_known", "refuse_structured"]

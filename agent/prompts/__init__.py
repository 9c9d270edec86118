"""The prompts for language models: Markdown files with named slots, and how they are filled."""

from agent.prompts.render import Data, Prompt, PromptError, render, tasks, version

__all__ = ["Data", "Prompt", "PromptError", "render", "tasks", "version"]

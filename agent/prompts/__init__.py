"""The prompts for language models: Markdown files with named slots, and how they are filled."""

from agent.prompts.render import Data, Prompt, PromptError, render, repeats_a_prompt, tasks, version

__all__ = ["Data", "Prompt", "PromptError", "render", "repeats_a_prompt", "tasks", "version"]

"""``threatparley skill``: the skill that tells a coding agent how to keep the threat model in a repository."""

import argparse
import sys
from pathlib import Path

from ui.commands.exit_codes import Exit

SKILL = Path(__file__).parents[1] / "skill" / "SKILL.md"


def run(options: argparse.Namespace) -> Exit:
    """Print it; it is kept where the agent looks for skills, such as .claude/skills/threat-model/SKILL.md."""
    sys.stdout.write(SKILL.read_text(encoding="utf-8"))
    return Exit.DONE

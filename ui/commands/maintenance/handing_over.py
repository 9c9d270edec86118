"""``threatparley hand-over``: give the models that nobody signed in for, or those of somebody who left, an owner."""

import argparse
import json

from agent.assembly import assemble
from agent.domain.sessions.principal import LOCAL
from agent.settings import load_settings
from knowledge.console import plain
from ui.commands.exit_codes import Exit
from ui.commands.maintenance.members import program, whom


def run(options: argparse.Namespace) -> Exit:
    """Hand all of them over, and say which."""
    facilitator = assemble(load_settings())
    try:
        sharing = program(facilitator).sharing
        people = sharing.people()
        former = whom(options.of, people).key if options.of else LOCAL.key
        to = whom(options.to, people)
        handed = sharing.hand_over(former, to)
    finally:
        facilitator.close()
    if options.json:
        print(json.dumps({"to": to.model_dump(mode="json"), "models": handed}, indent=2, ensure_ascii=False))
        return Exit.DONE
    print(plain("\n".join((f"{to.name} now owns {len(handed)} more models.", *handed))))
    return Exit.DONE

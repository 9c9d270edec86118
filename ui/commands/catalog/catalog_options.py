"""What ``threatparley kb`` can be told; kept light, as every command loads it."""

import argparse
from collections.abc import Callable

from knowledge.importers.own_format import LIST_FORMAT, OWN_FORMAT

Command = Callable[..., argparse.ArgumentParser]


def knowledge_options(kb: argparse.ArgumentParser, command: Command) -> None:
    """What ``threatparley kb`` takes; ``command`` makes an action of a name, a room and a purpose."""
    actions = kb.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for name, purpose in (
        ("list", "list the frameworks with their editions"),
        ("facts", "list the facts that conditions can name"),
        ("check", "check the packaged catalog"),
    ):
        listed = command(actions, name, "catalog.knowledge_base", purpose)
        listed.set_defaults(words=())
        _json(listed)
    for name, purpose in (
        ("search", "find threats by what they are about"),
        ("explain", "explain one entry by its id"),
    ):
        asking = command(actions, name, "catalog.knowledge_base", purpose)
        asking.add_argument("words", nargs="+", help=f"what to {name}")
        _json(asking)
    update = command(
        actions, "update", "catalog.updating", "say in words what a newer edition changes; --yes takes it in"
    )
    update.add_argument("file", help="a newer file of ATLAS, PLOT4ai or CoSAI, or an OWASP list (framework_list: 1)")
    update.add_argument("--edition", default="", help="name the edition, where the file does not")
    _json(update)
    update.add_argument("--yes", action="store_true", help="take it in; without this nothing is changed")
    update.formatter_class, update.epilog = argparse.RawDescriptionHelpFormatter, LIST_FORMAT
    taking = (("import", "take in a framework's release or a list of your own"),
              ("diff", "show what an import would change, and which kept models it touches"))  # fmt: skip
    for name, purpose in taking:
        action = command(actions, name, "catalog.kb_importing", purpose)
        action.add_argument("file", help="YAML, JSON or CSV file")
        action.add_argument("--edition", default="", help="name the edition, where the file does not")
        _json(action)
        action.formatter_class, action.epilog = argparse.RawDescriptionHelpFormatter, OWN_FORMAT
        if name == "import":
            action.add_argument("--dry-run", action="store_true", help="only say what would come of it")


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print everything as JSON")

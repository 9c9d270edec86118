"""``threatparley check``: whether a model that lives in a repository still holds, from files alone."""

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from agent.errors import InputError, SettingsError
from agent.gate.evaluation import GateBase, GateContext, judge
from agent.gate.findings import Demand, Fate, GateReport
from agent.gate.git_revisions import changed_last, revision_of
from agent.gate.model_diff import is_other
from agent.gate.native_file import gate_model
from agent.gate.output_formats import FORMS
from agent.gate.system_files import Commit, Folder
from agent.gate.waivers import USUAL_FILE, DatedWaiver, baseline_in, baseline_text, waivers_in
from agent.settings import Settings, load_settings
from agent.settings.gate import EVERYWHERE, GateSettings
from knowledge.catalog import Catalog, load_catalog, load_facts
from knowledge.console import warn
from knowledge.loading.overlay import overlay_stamp
from ui.commands.exit_codes import Exit
from ui.commands.files import beside, check_output, read_native, write_bytes

_FLAGS = ("max_open_high", "require_citation", "require_owner", "max_age", "reviewed", "waivers", "baseline", "drift")
_LISTS = ("require_coverage", "require_answers", "against", "ignore")


def run(options: argparse.Namespace) -> Exit:
    """Judge, write the verdict in each form that is asked for, and give the exit code of the contract."""
    settings = load_settings()
    outputs = _outputs(options)
    written = [options.write_baseline] if options.write_baseline else []
    sources = (options.file, *map(str, settings.kept_files))
    for _, output in outputs:
        check_output(output, True, *sources)
    for output in written:
        check_output(output, options.force, *sources)
    limits = _limits(settings.gate, options)
    report = _report(options, settings, limits)
    for output in written:
        kept = (one for one in report.of(Fate.FAILS, Fate.OLD) if one.demand is not Demand.INCOMPLETE)
        write_bytes(output, baseline_text(kept, report.system).encode(), options.force, *sources)
        warn(f"threatparley: {output} holds what stands today; check --baseline {output} fails on what comes after")
    for form, output in outputs:
        write_bytes(output, FORMS[form](report).encode(), True, *sources)
    if written or report.passed:
        return Exit.DONE
    return Exit.INCOMPLETE if report.incomplete else Exit.CHECK_FAILED


def _report(options: argparse.Namespace, settings: Settings, limits: GateSettings) -> GateReport:
    text = read_native(options.file)
    name = beside(options.file) or "standard input"
    model = gate_model(text, name)
    today = options.today or datetime.now(UTC).date()
    waivers_file, waivers_text, waivers = _waivers(limits)
    baseline = baseline_in(read_native(limits.baseline), limits.baseline) if limits.baseline else {}
    catalog = cast(Catalog, _LateCatalog(settings))
    context = GateContext(
        limits=limits, today=today, source=Folder(Path.cwd()), catalog=catalog, file=name, text=text,
        changed=_changed(options.file) if limits.max_age else None, only_new=not options.all,
        waivers=waivers, waivers_file=waivers_file, waivers_text=waivers_text, baseline=baseline,
    )  # fmt: skip
    notes, base = base_of(options.base, name) if options.base else ((), None)
    if base is not None and is_other(base.model, model):
        raise InputError(
            f"the base {base.words} is a model of {base.model.system.name or 'a system without a name'}, and {name} of "
            f"{model.system.name or 'one without a name'}; give an earlier state of the same model as --base"
        )
    notes += tuple(_gate_changed(options.base or "", name, waivers_file, limits.baseline))
    report = judge(model, context.with_base(base))
    return report.model_copy(update={"notes": (*notes, *report.notes)})


def _gate_changed(base: str, name: str, *files: str) -> Iterator[str]:
    """What to look at with care: files of the gate itself that this change touches."""
    found = revision_of(base, Path.cwd(), name)
    for path in filter(None, (*files, "threatparley.toml")) if found else ():
        here = Path(path).read_text(encoding="utf-8") if Path(path).is_file() else None
        if found and found[0].text(path) != here:
            yield f"{path} is otherwise than in the base: the gate itself is changed here, so look at it with care."


def base_of(given: str, name: str) -> tuple[tuple[str, ...], GateBase | None]:
    """The base with what to say about it; none where a revision does not have the model yet. Raises InputError."""
    found = revision_of(given, Path.cwd(), "" if name == "standard input" else name)
    if found is None:
        return (), GateBase(gate_model(read_native(given), given), beside(given))
    revision, path = found
    text = revision.text(path)
    if text is None:
        note = f"{path} is not in {revision.words} yet, so everything in it counts as new."
        return (note,), None
    words = f"{path} at {revision.words}"
    return (), GateBase(gate_model(text, words), words, Commit(revision))


class _LateCatalog:
    """The catalog, loaded once something of it is asked for, as loading takes longest; most checks need facts alone."""

    def __init__(self, settings: Settings) -> None:
        self._overlay = settings.own_catalog

    def __getattr__(self, name: str) -> object:
        if name == "facts" and not overlay_stamp(self._overlay):
            return load_facts()
        return getattr(load_catalog(overlay=self._overlay), name)


def _outputs(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Each form with the file it goes to."""
    found = [(options.format, options.output)]
    for one in options.also or ():
        form, _, output = one.partition("=")
        if form not in FORMS or not output:
            raise SettingsError(f"--also {one!r}: expected FORM=FILE, with one of {', '.join(FORMS)} as FORM")
        found.append((form, output))
    return found


def _limits(kept: GateSettings, options: argparse.Namespace) -> GateSettings:
    """The settings with what flags say in their place."""
    given: dict[str, object] = {name: getattr(options, name) for name in _FLAGS}
    given |= {name: tuple(getattr(options, name)) for name in _LISTS if getattr(options, name)}
    if options.fail_on:
        pairs = [one.partition("=") for one in options.fail_on]
        given["fail_on"] = {place if equals else EVERYWHERE: band if equals else place for place, equals, band in pairs}
    try:
        return kept.changed(given)
    except ValidationError as problem:
        fault = problem.errors(include_input=False, include_url=False)[0]
        flag = str(fault["loc"][0]).replace("_", "-") if fault["loc"] else "fail-on"
        raise SettingsError(f"--{flag}: {fault['msg'].removeprefix('Value error, ')}") from None


def _waivers(limits: GateSettings) -> tuple[str, str, tuple[DatedWaiver, ...]]:
    name = limits.waivers or (USUAL_FILE if Path(USUAL_FILE).is_file() else "")
    if not name:
        return "", "", ()
    text = read_native(name)
    return beside(name), text, waivers_in(text, name)


def _changed(name: str) -> date | None:
    """The day a file was changed last: by its last commit, else by its date on disk."""
    if name == "-":
        return None
    path = Path(name).resolve()
    return changed_last(path) or datetime.fromtimestamp(path.stat().st_mtime, UTC).date()

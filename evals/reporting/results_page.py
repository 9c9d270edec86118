"""The results as one page: tables, plots and every case, with nothing loaded from elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from statistics import fmean
from typing import Any

from evals.case_runs.analysts import Subject
from evals.llm.llm_usage import Spent
from evals.metrics.interview import LENGTH, at
from evals.metrics.recall import CUTS
from evals.reporting.plots import Line, dot_plot, line_plot
from evals.reporting.results_page_style import STYLE
from evals.reporting.results_table import HEADLINE, in_words

Json = Mapping[str, Any]


def page(content: Json) -> str:
    """The whole page from the content of a results file."""
    body = "\n".join(_parts(content))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>How good are the drafts?</title><style>{STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _parts(content: Json) -> Iterator[str]:
    columns = {**content["summary"], **content["references"]}
    yield "<h1>How good are the drafts?</h1>"
    yield f"<p>{_counted(content)} {_METHOD}</p>"
    yield from (f'<p class="problem">{escape(line)}</p>' for line in content["problems"])
    if any(f"must_recall@{CUTS[0]}" in column for column in columns.values()):
        yield "<h2>Threats that must be there, found among the first</h2>"
        plot = line_plot("Must recall by number of ATLAS parents", _recalls(columns), "distinct ATLAS parents")
        yield f"<figure>{plot}<figcaption>Bars are 95 % intervals over groups of cases.</figcaption></figure>"
    modes = dict.fromkeys(mode for row in content["cases"].values() for mode in row)
    for mode in modes:
        if not (curves := _curves(content["cases"], mode)):
            continue
        yield f"<h2>What questions add, one by one ({escape(mode)})</h2>"
        plot = line_plot("Share of the informed draft by question", curves, "questions asked", 0.5)
        caption = "Share of the threats of the fully informed draft that are found."
        yield f"<figure>{plot}<figcaption>{caption}</figcaption></figure>"
    yield f"<h2>All figures</h2>{_figures(columns)}"
    if "less_the_rules" in content:
        who = Subject.model_validate(content["analyst"]).title
        costs = [(mode, Spent.model_validate(spent)) for mode, spent in content["spent"].items()]
        yield f"<h2>{escape(who)} less the rules, on the same cases</h2>{_figures(content['less_the_rules'])}"
        lines = (f"<li>{escape(f'{mode}: {spent.line()}; {spent.by_rules_line()}')}</li>" for mode, spent in costs)
        yield f"<h2>What {escape(who)} cost</h2><ul>{''.join(lines)}</ul>"
    for title, key in _GROUPINGS:
        yield f"<h2>{title}</h2>{_spread(content[key])}"
    yield "<h2>Every case</h2>"
    yield f"<figure>{dot_plot('Must recall at 15 by case', _by_case(content['cases']))}</figure>"
    yield from (_case(name, modes) for name, modes in sorted(content["cases"].items()))


def _counted(content: Json) -> str:
    groups = {row["group"] for modes in content["cases"].values() for row in modes.values()}
    return f"{len(content['cases'])} systems in {len(groups)} groups."


_GROUPINGS = (
    ("By set: dev was read while the analyst was made, more was not", "by_set"),
    ("By half: A to develop on, B to confirm", "by_half"),
    ("By grade of source", "by_grade"),
    ("By kind of AI", "by_kind"),
)
_METHOD = (
    "A draft is read in its own order and cut off after so many distinct ATLAS parents; what comes later does not "
    "count. A threat that a case does not list is neither right nor wrong."
)


def _recalls(columns: Json) -> list[Line]:
    lines = []
    for name, column in columns.items():
        figures = [(cut, column[f"must_recall@{cut}"]) for cut in CUTS if f"must_recall@{cut}" in column]
        if figures:
            points = tuple((float(cut), figure["mean"]) for cut, figure in figures)
            lines.append(Line(name, points, tuple((figure["low"], figure["high"]) for _, figure in figures)))
    return lines


def _curves(cases: Json, mode: str) -> list[Line]:
    found: dict[str, list[Sequence[float]]] = {}
    for modes in cases.values():
        for order, shares in modes.get(mode, {}).get("curve", {}).items():
            found.setdefault(order, []).append(shares)
    return [
        Line(order, tuple((float(n), fmean(at(one, n) for one in curves)) for n in range(LENGTH + 1)))
        for order, curves in found.items()
    ]


def _figures(columns: Json) -> str:
    metrics = [name for name in HEADLINE if any(name in column for column in columns.values())]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(in_words(name))}</th>'
        + "".join(_cell(column.get(name)) for column in columns.values())
        + "</tr>"
        for name in metrics
    )
    return f'<div class="wide"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(figure: Json | None) -> str:
    if figure is None:
        return "<td>-</td>"
    if "median" in figure:
        return f"<td>{figure['mean']:.1f}<small>median {figure['median']:g}, most {figure['most']:g}</small></td>"
    return f"<td>{figure['mean']:.3f}<small>{figure['low']:.3f} to {figure['high']:.3f}</small></td>"


def _spread(groups: Json) -> str:
    modes = list(dict.fromkeys(mode for one in groups.values() for mode in one))
    metrics = ("must_recall@10", "must_recall@15", "contradictions")
    head = "".join(f'<th scope="col">{escape(mode)}: {in_words(metric)}</th>' for mode in modes for metric in metrics)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(_cell(one.get(mode, {}).get(metric)) for mode in modes for metric in metrics)
        + "</tr>"
        for name, one in groups.items()
    )
    return f'<div class="wide"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _by_case(cases: Json) -> dict[str, dict[str, float]]:
    metric = "must_recall@15"
    rows = {
        name: {mode: row["scores"][metric]["value"] for mode, row in modes.items() if metric in row["scores"]}
        for name, modes in cases.items()
    }
    return dict(sorted(rows.items(), key=lambda pair: (sum(pair[1].values()), pair[0])))


def _case(name: str, modes: Json) -> str:
    inner = "".join(_mode(mode, row) for mode, row in modes.items())
    first = next(iter(modes.values()))
    return (
        f"<details><summary>{escape(name)} <small>{escape(', '.join(first['kind']))}; grade {escape(first['grade'])}"
        f"</small></summary>{inner}</details>"
    )


def _mode(mode: str, row: Json) -> str:
    if row["problem"]:
        return f'<p class="problem">{escape(mode)}: {escape(row["problem"])}</p>'
    scores = "".join(
        f'<tr><th scope="row">{escape(in_words(name))}</th><td>{score["value"]:.3f}</td>'
        f'<td class="text">{escape(score["reason"])}</td></tr>'
        for name, score in row["scores"].items()
    )
    threats = "".join(
        f"<li>{escape(t['title'])} <small>{escape(', '.join(t['ids']))}"
        f"{escape('; ' + t['component'] if t['component'] else '')}</small></li>"
        for t in row["draft"]
    )
    asked = "".join(f"<li>{escape(line)}</li>" for line in row["asked"])
    questions = f"<h4>Questions and answers</h4><ol>{asked}</ol>" if asked else ""
    return (
        f"<details><summary>{escape(mode)} <small>{_short(row)}</small></summary>"
        f'<div class="wide"><table><tbody>{scores}</tbody></table></div>'
        f"{questions}<h4>Draft</h4><ol>{threats}</ol></details>"
    )


def _short(row: Json) -> str:
    """The recall of a row in a few words."""
    score = row["scores"].get("must_recall@15")
    return f"must recall at 15: {score['value']:.2f}" if score else ""

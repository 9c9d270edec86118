"""What an organisation's own list looks like, as `threatparley kb import --help` shows it."""

OWN_FORMAT = """\
A list of your own, as YAML:

  own_list: 1                     # marks the format
  name: Harbour threat list
  owner: Harbour security team
  edition: "2026-11"
  licence: internal               # may be left out
  threats:
    - id: HB-001                  # letters, digits, and . _ - between them
      title: Somebody reads the order history
      explanation: What it is, in two or three plain sentences.
      when: calls_tools and data_sensitivity = personal|special
      targets: [tool, agent]      # kinds of part it lands on; none: the system as a whole
      measure: Give the tool a login per customer
      check: Ask for the orders of another customer and see that nothing comes back.

May be added to a threat: aspect (security, privacy, fairness, safety, transparency, oversight), stride (letters),
maestro (L1 to L7, X), examples (how people say it), source, action and impact (the parts of its sentence: "Source
action, so that impact."; {target}, {system}, {data} and the like are filled in), dread (a level 1, 3, 5, 7 or 9 for
damage, reproducibility, exploitability, affected_users, discoverability; 5 where none is given), mitigations (ids of
measures in the catalog or in the list) and references (such as atlas:AML.T0051). A threat without `when` is listed,
but left to a person to judge; one with `when` needs a measure or mitigations.

`when` names facts (threatparley kb facts lists them): a fact alone asks for yes, `fact = a|b` for one of these
values, `kind = agent|tool` for the kind of part; join with and, or, not and parentheses. The form of the catalog's
own files is read too: {all: [{fact: calls_tools}, {not: {fact: exposure, is: [internal]}}]}.

`facts:` and `mitigations:` may stand beside `threats:`, in the form of the catalog's own files.

As CSV: a header row with the same names, at least id and title; several values in one cell are parted by `;`, and
each DREAD factor has a column of its own name. The list is named after the file.
"""

LIST_FORMAT = """\
A newer edition of an OWASP list, typed in from what was published (ids and names; `replaces` names the id of the
edition before, whose summary, links and references then go on under the new id):

  framework_list: 1               # marks the format
  framework: owasp_llm            # or owasp_agentic, owasp_agentic_threats, owasp_ml, owasp_dsgai, owasp_mcp,
                                  # owasp_skills, owasp_aivss
  edition: "2028"
  entries:
    - {id: "LLM01:2028", name: Prompt Injection, replaces: "LLM01:2026"}
"""

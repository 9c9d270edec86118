"""The style of the results page, for light and dark screens and for print."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6675; --line: #d5dae1; --ground: #fff; --raise: #f5f7f9;
  --s0: #0b5cad; --s1: #b3470b; --s2: #18794e; --s3: #6b3fa0; --s4: #8a6d00; --s5: #4a5568; --bad: #a3122b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a3adba; --line: #364152; --ground: #12161d;
  --raise: #1b212b; --s0: #6db3f8; --s1: #f29a63; --s2: #58c794; --s3: #b89cf0; --s4: #d9bb4a; --s5: #a9b5c6;
  --bad: #ff8fa0; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; font-size: 1.25rem; } h3 { margin: 1.2rem 0 .4rem; }
small { color: var(--soft); } td small { display: block; white-space: nowrap; }
figure { margin: 1rem 0; max-width: 52rem; } figcaption { color: var(--soft); font-size: .9rem; }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .tick { fill: var(--soft); }
.grid { stroke: var(--line); } .rule { stroke: var(--line); stroke-dasharray: 1 3; }
polyline { fill: none; stroke-width: 2; } .span { stroke-width: 1.2; opacity: .7; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); }
.s3 { stroke: var(--s3); } .s4 { stroke: var(--s4); } .s5 { stroke: var(--s5); }
.m0 { fill: var(--s0); color: var(--s0); } .m1 { fill: var(--s1); color: var(--s1); }
.m2 { fill: var(--s2); color: var(--s2); } .m3 { fill: var(--s3); color: var(--s3); }
.m4 { fill: var(--s4); color: var(--s4); } .m5 { fill: var(--s5); color: var(--s5); }
.open { fill: none; stroke: currentColor; stroke-width: 2; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .7rem; text-align: right; vertical-align: top; }
th[scope=row], td.text { text-align: left; font-weight: 500; } td.text { font-weight: 400; min-width: 26rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .9rem;
  background: var(--raise); }
summary { cursor: pointer; font-weight: 600; } .problem { color: var(--bad); font-weight: 600; }
ol { padding-left: 1.8rem; } li { margin: .15rem 0; }
@media print { details { break-inside: avoid; } }
"""

"""What a report has beside the tables of every page: charts, panels, colours of a heat table."""

REPORT = """\
svg{display:block;width:100%;height:auto}
.panels{display:flex;max-width:56rem}
.panel{display:contents}
.labels{flex:165 1 0;min-width:0}
.plot{flex:200 1 0;min-width:0}
.again{display:none}
.narrow{max-width:32rem}
.strip{max-width:44rem}
.slopes{display:flex;flex-wrap:wrap;gap:1rem}
.slopes>div{flex:1 1 14rem;max-width:18rem}
details{margin:.75rem 0}
summary{cursor:pointer}
.heat td{text-align:right;font-variant-numeric:tabular-nums}
.heat .b1{background:#fbe6e1}
.heat .b2{background:#f3bfb3}
.heat .b3{background:#e5937f}
.heat .a1{background:#dcf1e8}
.heat .a2{background:#a9dcc6}
.heat .a3{background:#72c3a1}
.heat .b1,.heat .b2,.heat .b3,.heat .a1,.heat .a2,.heat .a3{color:#1a1a1a}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:46rem){.panels{display:block}.panel{display:flex;margin-bottom:1.5rem}.again{display:block}}
@media print{
details::details-content{content-visibility:visible;display:block}
}
"""
"""Colours of the heat table have 4.5:1 below their text, in the dark too."""

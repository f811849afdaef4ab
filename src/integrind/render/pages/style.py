"""The style of a page: readable on a telephone, in the dark, and on paper."""

PAGE = """\
:root{color-scheme:light dark;--ground:#fff;--ink:#1a1a1a;--faint:#595959;--rule:#d4d4d4;
--worse:#a8321e;--better:#0a6b4f;--other:#1f5aa6}
@media (prefers-color-scheme:dark){:root{--ground:#15171a;--ink:#eee;--faint:#b0b0b0;--rule:#474747;
--worse:#ff9d87;--better:#63d3a6;--other:#8fbaff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header,main{max-width:58rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .25rem}
h2{font-size:1.3rem;margin:2.5rem 0 .5rem;border-top:1px solid var(--rule);padding-top:1rem}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
p,li{max-width:42rem;overflow-wrap:anywhere}
header p,.said{color:var(--faint)}
.wide{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;font-size:.85rem;line-height:1.3}
caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
td.n,th.n{text-align:right}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
tbody th{font-weight:normal;min-width:11rem}
tbody th.same{color:var(--faint)}
@media print{
:root{--ground:#fff;--ink:#000;--faint:#444;--rule:#bbb;--worse:#7a1c0c;--better:#0a5b43;--other:#16407a}
body{font-size:10pt}
header,main{max-width:none}
h2,h3,caption,thead{break-after:avoid}
tr{break-inside:avoid}
.wide{overflow:visible}
table{font-size:7.5pt}
th,td{padding:.1rem .3rem}
td.n{white-space:normal}
}
"""
"""Colours have 4.5:1 on their ground; a print needs none."""

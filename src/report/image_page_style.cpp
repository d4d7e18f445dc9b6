// SPDX-License-Identifier: Apache-2.0
// The only style of report.html. No attribute `style` stands anywhere in the page: its policy forbids them.
#include "report/image_page_parts.hpp"

namespace pushgate::report {

const std::string_view k_page_style = R"(
:root { color-scheme: light dark; --text: #1c2128; --soft: #57606a; --page: #ffffff; --band: #f3f5f8; --rule: #d0d7de;
  --good: #116329; --bad: #b3151f; --doubt: #7a4d00; --link: #0a58b5; --base: #5b7fb5; --own: #0f7b6c; --unsaid: #7d6a9c; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9aa5b1; --page: #10151b; --band: #1a212a;
  --rule: #35404c; --good: #5fd07a; --bad: #ff8a80; --doubt: #f0b95a; --link: #7db8ff; --base: #7fa3d4; --own: #3fb8a4; --unsaid: #a894cc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem 1.5rem 4rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
code, pre { font: .875em/1.45 ui-monospace, monospace; unicode-bidi: isolate; }
.soft, small, caption, dt { color: var(--soft); font-size: .85rem; }
small { display: block; }
.cut { background: var(--band); border-left: 3px solid var(--doubt); padding: .4rem .75rem; margin: .5rem 0; }
.verdict { background: var(--band); border-left: .4rem solid var(--doubt); padding: .9rem 1.1rem; }
.verdict p { font-size: 1.1rem; margin: .35rem 0 0; }
.verdict h1 { color: var(--doubt); }
.verdict.pass { border-color: var(--good); } .verdict.pass h1 { color: var(--good); }
.verdict.deny { border-color: var(--bad); } .verdict.deny h1 { color: var(--bad); }
.facts { margin: 1rem 0 0; } .facts div { display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; padding: .15rem 0; }
.facts dd { margin: 0; min-width: 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .6rem 0; margin: 1rem 0 0;
  border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.reasons { padding-left: 1.5rem; } .reasons li { padding: .4rem 0 .6rem; border-bottom: 1px solid var(--rule); }
.reasons li:last-child { border-bottom: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule); min-width: 5rem; unicode-bidi: isolate; }
td:first-child, tbody th { font-weight: 600; min-width: 6rem; } thead th { overflow-wrap: normal; }
.layers th:first-child { min-width: 3.5rem; } .layers td:nth-child(3) { white-space: nowrap; min-width: 9rem; } .layers td:nth-child(4) { min-width: 14rem; } .layers td:last-child { min-width: 12rem; }
.findings td:nth-child(2), .findings td:nth-child(1) { white-space: nowrap; } .findings td:nth-child(3) { min-width: 12rem; }
thead th { font-size: .85rem; color: var(--soft); font-weight: 600; }
thead button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; text-decoration: underline dotted; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
.critical, .high { color: var(--bad); font-weight: 600; } .medium { color: var(--doubt); } .low, .none { color: var(--soft); } .good { color: var(--good); }
.picture { display: block; width: 100%; height: 2.5rem; margin: .5rem 0 0; } .bar { display: block; width: 8rem; height: .6rem; margin-top: .3rem; }
rect { stroke: var(--page); stroke-width: 1; vector-effect: non-scaling-stroke; }
rect.base { fill: var(--base); } rect.own { fill: var(--own); } rect.unsaid { fill: var(--unsaid); }
.bar rect { stroke: none; }
span.base { color: var(--base); } span.own { color: var(--own); } span.unsaid { color: var(--unsaid); }
summary { cursor: pointer; }
.command { background: var(--band); padding: .6rem .75rem; margin: .4rem 0; white-space: pre-wrap; user-select: all; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0; }
.tools label { font-size: .85rem; color: var(--soft); } .tools label > * { display: block; }
input, select, .copy { font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--soft); border-radius: .25rem; padding: .3rem .5rem; }
.copy { cursor: pointer; }
[hidden] { display: none; }
@media (max-width: 40rem) { .facts div { grid-template-columns: 1fr; } }
@media print { :root { color-scheme: light; --text: #000; --soft: #444; --page: #fff; --band: #fff; --rule: #bbb; --good: #0b4a1d;
  --bad: #8c0f17; --doubt: #5c3a00; --link: #000; --base: #5b7fb5; --own: #0f7b6c; --unsaid: #7d6a9c; }
  :root, body { font-size: 10px; } body { max-width: none; padding: 0; } nav, .skip, .tools, .copy { display: none; }
  .wide { overflow: visible; } tr, .reasons li, .verdict, svg { break-inside: avoid; } h2, h3 { break-after: avoid; }
  thead { display: table-header-group; } details::details-content { content-visibility: visible; height: auto; }
  svg, .legend { print-color-adjust: exact; } thead th[aria-sort] button::after { content: ""; } thead button { text-decoration: none; } }
)";

}  // namespace pushgate::report

/** How the page looks; every colour on its background has a contrast of at least 4.5. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f3f4f6, #14171a);
  --card: light-dark(#ffffff, #1e2226);
  --text: light-dark(#1a1e23, #e8ecf0);
  --quiet: light-dark(#4d5661, #a9b3bd);
  --line: light-dark(#c9ced4, #3d444c);
  --problem: light-dark(#a30d2d, #ff9aa6);
  --warning: light-dark(#744a00, #f2c66d);
  --focus: light-dark(#0b57d0, #8ab4ff);
  --chosen: light-dark(#dbe7fd, #233a5e);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.4 system-ui, sans-serif; }
header, details, .cards { padding: 0 16px; }
h1 { font-size: 20px; margin: 16px 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0; }
h3 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
p { margin: 0; }
.counts { color: var(--quiet); margin-bottom: 10px; }
.counts b { color: var(--text); }
button, select, input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; min-height: 30px; }
button { cursor: pointer; }
button[aria-pressed='true'] { background: var(--chosen); border-color: var(--focus); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.codes { display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 10px; padding: 0; list-style: none; }
.codes .number { font-variant-numeric: tabular-nums; font-weight: 600; }
.problem .sign, .problem b { color: var(--problem); }
.warning .sign, .warning b { color: var(--warning); }
.controls { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; padding: 8px 16px; background: var(--page); border-bottom: 1px solid var(--line); }
.controls label { display: grid; font-size: 12px; color: var(--quiet); }
.controls label > * { font-size: 14px; color: var(--text); }
.controls input { width: 11em; }
.controls label.check { display: flex; align-items: center; gap: 6px; min-height: 30px; font-size: 14px; color: var(--text); }
.controls label.check input { width: 18px; height: 18px; min-height: 0; }
.controls #status { align-self: center; }
.keys { padding: 6px 16px 0; color: var(--quiet); font-size: 12px; }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; font: inherit; }
details { margin: 10px 0; }
summary { cursor: pointer; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 8px 0 14px; font-size: 13px; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { border: 1px solid var(--line); padding: 3px 8px; text-align: left; vertical-align: top; }
td.unlike { color: var(--warning); font-weight: 600; }
.cards { align-items: start; list-style: none; margin: 12px 0; padding: 0 16px; display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(290px, 100%), 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px; content-visibility: auto; contain-intrinsic-size: auto 340px; scroll-margin: 70px 0 12px; }
.card.has-problem { border-color: var(--problem); box-shadow: inset 0 3px 0 var(--problem); }
.card.has-warning { border-color: var(--warning); }
.card.marked { background: var(--chosen); }
.view { display: grid; grid-template-columns: 2fr 1fr; gap: 4px; width: 100%; padding: 0; border: 0; border-radius: 4px; background: none; text-align: left; align-items: start; }
.view svg, .large svg { display: block; width: 100%; background: #000; border-radius: 4px; }
.view svg { aspect-ratio: 1; }
.view .caption { font-size: 11px; line-height: 1.35; color: var(--quiet); margin-top: 4px; overflow-wrap: anywhere; }
.caption span { display: block; }
.none { grid-column: 1 / -1; display: grid; place-items: center; min-height: 120px; border: 1px dashed var(--line); border-radius: 4px; color: var(--quiet); }
.line { fill: none; vector-effect: non-scaling-stroke; stroke-linecap: square; }
.under { stroke: #000; stroke-opacity: 0.65; stroke-width: 3.2px; }
.over { stroke: #ffd60a; stroke-width: 1.5px; }
.no-outlines .line { display: none; }
.name { display: flex; gap: 8px; align-items: start; justify-content: space-between; margin-top: 6px; }
.name button { flex: none; padding: 1px 8px; min-height: 26px; font-size: 12px; }
.what { color: var(--quiet); overflow-wrap: anywhere; }
.found { list-style: none; margin: 4px 0 0; padding: 0; font-size: 13px; overflow-wrap: anywhere; }
.found li { margin-top: 3px; }
.card .found li { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.sign { display: inline-block; width: 1.2em; font-weight: 700; }
dialog { width: min(1200px, 96vw); max-height: 96vh; border: 1px solid var(--line); border-radius: 10px; background: var(--card); color: var(--text); padding: 12px; }
dialog::backdrop { background: rgb(0 0 0 / 0.6); }
.large { display: grid; grid-template-columns: 3fr 2fr; gap: 8px; margin: 8px 0; }
.large svg { height: min(68vh, 700px); }
.large-text .caption span { display: inline; }
.large-text .caption span + span::before { content: ' · '; }
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.bar h2 { margin-right: auto; overflow-wrap: anywhere; }
.hide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@media (max-width: 600px) {
  header, details, .cards, .controls, .keys { padding-left: 10px; padding-right: 10px; }
  .codes { flex-wrap: nowrap; overflow-x: auto; padding: 4px 0; }
  .codes button { white-space: nowrap; }
  .controls { position: static; }
  .controls label { flex: 1 1 40%; }
  .controls input, .controls select { width: 100%; }
  .keys { display: none; }
  .bar h2 { flex: 1 1 100%; }
  .large { grid-template-columns: 1fr; }
  .large svg { height: auto; max-height: 46vh; aspect-ratio: 1; }
}
@media print {
  :root { color-scheme: light; --page: #fff; }
  .controls, .keys, .name button, dialog { display: none; }
  .cards { grid-template-columns: repeat(3, 1fr); gap: 8px; }
  .card .found li { display: list-item; }
  .card { content-visibility: visible; break-inside: avoid; font-size: 10px; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

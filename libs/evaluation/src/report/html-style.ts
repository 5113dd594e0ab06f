/** Fonts of the reader's machine: the report fetches nothing. The print rules keep cards, charts and rows in one piece. */
export const htmlStyle = `
:root { color-scheme: light; --ink: #1f2933; --muted: #616e7c; --line: #d8dee5; --good: #1b7f4d; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 960px; color: var(--ink); background: #fff;
  font: 15px/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { margin: 0 0 4px; font-size: 28px; }
h2 { margin: 40px 0 12px; font-size: 20px; border-bottom: 2px solid var(--line); padding-bottom: 4px; }
h3 { margin: 24px 0 8px; font-size: 16px; }
ul.headline { font-size: 16px; padding-left: 20px; } ul.headline li:first-child { font-weight: 600; }
.facts { margin: 0; color: var(--muted); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 24px 0; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.card b { display: block; font-size: 26px; line-height: 1.3; font-weight: 600; }
.card span, .note { color: var(--muted); font-size: 13px; }
.reached { color: var(--good); } .missed { color: var(--bad); }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 6px 8px; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { background: #f5f7fa; font-weight: 600; }
table.texts { table-layout: fixed; }
.texts th:nth-child(1) { width: 24%; } .texts th:nth-child(2) { width: 30%; } .texts th:nth-child(3) { width: 27%; }
td.figure, th.figure { text-align: right; }
td.figure { overflow-wrap: normal; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; margin: 8px 0; }
table.settings td:first-child { width: 24%; } table.settings td:last-child { white-space: pre-wrap; overflow-wrap: anywhere; }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h2, h3 { break-after: avoid; } tr, svg, .card { break-inside: avoid; } thead { display: table-header-group; }
  table { font-size: 9pt; }
}`;

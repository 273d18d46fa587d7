// How the page looks: paper and one lamp. Color carries meaning: the accent is light (the path walked, the threshold);
// the two class hues differ in lightness as well, so that they stay apart for color-blind eyes. All else is gray.

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf7f1; --raised: #f1ece2; --ink: #26211a; --dim: #6b6254; --line: #ddd5c6;
  --light: #a86200; --yes: #0a4f8f; --no: #cf4a78;
  --small: .875rem; --body: 1.125rem; --large: 1.5rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15120e; --raised: #1f1b15; --ink: #ece5d8; --dim: #a2978a; --line: #38322a;
    --light: #f2b75c; --yes: #78c4ff; --no: #d9628f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 78rem; padding: 2.5rem 1.25rem 4rem;
  background: var(--paper); color: var(--ink);
  font: var(--body)/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, p, figure, dl, dd { margin: 0; }
h1 { font-size: var(--large); line-height: 1.25; font-weight: 600; text-wrap: balance; max-width: 26em; }
h2 { font-size: var(--body); font-weight: 600; margin-bottom: .5rem; }
p { max-width: 34em; text-wrap: pretty; }
p + p, details { margin-top: .75rem; }
.small, .eyebrow, details, table, dt, footer { font-size: var(--small); }
.eyebrow, .quiet, dt, th, summary, footer { color: var(--dim); }
.eyebrow { margin-bottom: .75rem; }
h1 + p { margin-top: .75rem; }
section { margin-top: 2.5rem; padding-top: 2rem; border-top: 1px solid var(--line); }
summary { cursor: pointer; width: fit-content; }
summary:hover { color: var(--ink); }
:focus-visible { outline: 2px solid var(--light); outline-offset: 3px; }
.yes, .no { font-weight: 600; }
.yes { color: var(--yes); } .no { color: var(--no); }

.figures { display: grid; gap: 1.25rem 2rem; grid-template-columns: 1fr 1fr; margin-top: 2rem; }
.figures dd b { display: block; font-size: var(--large); line-height: 1.25; font-weight: 600; white-space: nowrap; }
.figures dd { font-size: var(--small); }
.range { position: relative; height: 6px; margin: .5rem 0 .375rem; border-radius: 3px; background: var(--line); }
.range i { position: absolute; height: 6px; border-radius: 3px; background: var(--light); opacity: .5; }
.range b { position: absolute; top: -3px; width: 4px; height: 12px; margin-left: -2px; border-radius: 2px; background: var(--light); }

.chart { margin-top: 1.5rem; }
.chart svg { display: block; width: 100%; height: auto; font-family: inherit; overflow: visible; }
.chart svg text { font-size: 13px; }
.chart .wide { display: none; }

.photos { display: grid; gap: 1.25rem 1rem; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); margin-top: 1.5rem; }
.photos figcaption { font-size: var(--small); line-height: 1.4; margin-top: .375rem; }
.photos img { display: block; width: 100%; height: auto; aspect-ratio: 1; object-fit: contain; border-radius: 4px; background: var(--raised); image-rendering: pixelated; }
.photos bdi { display: block; color: var(--dim); overflow-wrap: anywhere; }

.scroll { overflow-x: auto; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-size: var(--body); font-weight: 600; padding-bottom: .5rem; }
th, td { padding: .3125rem 1.25rem .3125rem 0; text-align: left; font-weight: 400; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
tbody th { color: var(--ink); }
.tables { display: grid; gap: 2rem 3rem; }
.tables .scroll { margin: 0; }
.tables .scroll + .scroll { margin-top: 2rem; }
footer { margin-top: 2.5rem; }

@media (min-width: 44rem) {
  body { padding: 4rem 2.5rem 5rem; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  .photos { grid-template-columns: repeat(5, 1fr); }
}
@media (min-width: 60rem) {
  :root { --small: .9375rem; --body: 1.1875rem; --large: 1.875rem; }
  section { margin-top: 3.5rem; padding-top: 3rem; }
  .beside { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 5fr); gap: 3.5rem; align-items: start; }
  .chart { margin-top: 0; }
  .chart .wide { display: block; }
  .chart .narrow { display: none; }
  .tables { grid-template-columns: 1fr 1fr; align-items: start; }
}
@media print { body { padding: 0; } section { break-inside: avoid; } }
`;

// What the charts share: the plotting library, a document to draw in, two widths (type in a picture scaled down to a
// phone is too small to read), axes and labels. Colors are the style sheet's, so that a chart follows dark and light.

import type * as PlotModule from "@observablehq/plot";

/** What drawing needs: the plotting library and a document to make elements in. */
export interface Pen {
  readonly Plot: typeof PlotModule;
  readonly document: Document;
}

/** Widths in pixels; the page shows the first on phones and tablets, the second above 60 rem. */
export const NARROW = 350;
const WIDE = 720;

export const X_AXIS = { labelAnchor: "right", labelArrow: "none" } as const;
export const Y_AXIS = { labelArrow: "none", grid: true, tickSize: 0 } as const;
/** A share in [0, 1] as it stands under an axis. */
export const percentTick = (share: number) => `${Number((share * 100).toFixed(1))}%`;

/** Room for the axes; the picture is a little taller, for its width, on a phone. */
export function frame(width: number) {
  return { height: width > NARROW ? 400 : 320, marginLeft: 48, marginTop: 30, marginRight: 24, marginBottom: 44 };
}

/** One line of words at a place, on a thin halo of paper. */
export function label(Plot: typeof PlotModule, text: string, options: PlotModule.TextOptions): PlotModule.Text {
  return Plot.text([text], { text: (t: string) => t, stroke: "var(--paper)", strokeWidth: 4, ...options });
}

/** One chart at both widths, wrapped for the style sheet. */
export function chart(pen: Pen, label: string, options: (width: number) => PlotModule.PlotOptions): string {
  const draw = (name: string, width: number) => {
    const svg = pen.Plot.plot({
      document: pen.document,
      width,
      ariaLabel: label,
      className: `plot-${name}`,
      ...options(width),
    });
    svg.setAttribute("role", "img");
    return `<div class="${name}">${svg.outerHTML}</div>`;
  };
  return `<div class="chart">${draw("narrow", NARROW)}${draw("wide", WIDE)}</div>`;
}

/** Room for the legend of a figure of curves: inside the frame where it covers nothing, or beside it. */
import { textBoxes } from './annotations.ts';
import { layOutAxes, type Plot, type SettledAxis, type Sheet, type Space } from './axes.ts';
import type { Box } from './box.ts';
import { xRange, yRange } from './curveDomains.ts';
import { grownDomain } from './domain.ts';
import type { CurveFigure, Series } from './figure.ts';
import { lineBoxes } from './furniture.ts';
import { stepCorners } from './histogram.ts';
import { insetBoxes, zoomBoxes } from './inset.ts';
import { checkLegend, type Entry, fittingColumns, legendSize } from './legend.ts';
import type { Place } from './look.ts';
import { markBox } from './marks.ts';
import { alongLine, leastCovering, type Size, spots } from './placement.ts';
import { checkDomain } from './scale.ts';
import type { Style } from './style.ts';

/** How much the y domain may grow upwards to make room for the legend. */
const RAISES = [0, 0.08, 0.16, 0.24, 0.32, 0.4];

/** Of a legend above or below the frame. */
const MOST_COLUMNS = 4;

/** The part of the width that a legend beside the frame may take. */
const MOST_BESIDE = 0.6;

export interface Room {
  readonly plot: Plot;
  readonly legend: Box | null;
  readonly columns: number;
  /** What labels should not cover, insets included. */
  readonly obstacles: readonly Box[];
  readonly insets: readonly Box[];
}

/**
 * A layout in which the legend covers nothing: inside the frame, in as few columns and with as small a domain as
 * possible, or else above the frame; or where the figure wants it.
 */
export function layOut(
  figure: CurveFigure,
  { height, least }: Sheet,
  entries: readonly Entry[],
  style: Style,
): Room {
  const x: SettledAxis = { ...figure.x, domain: figure.x.domain ?? xRange(figure) };
  const y: SettledAxis = { ...figure.y, domain: figure.y.domain ?? yRange(figure, x.domain) };
  checkDomain('x', x);
  checkDomain('y', y);
  const setting = { figure, x, y, height, least, style };
  const { place = 'auto', columns } = figure.legend ?? {};
  if (place === 'none' || entries.length === 0) return without(setting);
  if (place === 'above' || place === 'below') return acrossFrame(setting, entries, place, columns);
  if (place === 'right') return beside(setting, entries, columns ?? 1);
  if (place !== 'auto') return inCorner(setting, entries, place, columns ?? 1);
  return inside(setting, entries, columns) ?? acrossFrame(setting, entries, 'above', columns);
}

interface Setting extends Sheet {
  readonly figure: CurveFigure;
  readonly x: SettledAxis;
  readonly y: SettledAxis;
  readonly style: Style;
}

function plotOf({ x, y, height, least, style }: Setting, space: Omit<Space, 'width' | 'height'> = {}): Plot {
  return layOutAxes(x, y, { width: style.sizes.width, height, least, ...space }, style);
}

function without(setting: Setting): Room {
  const plot = plotOf(setting);
  return { plot, legend: null, columns: 1, ...occupied(setting.figure, plot, setting.style) };
}

/** Null where every place covers something. */
function inside(setting: Setting, entries: readonly Entry[], wanted: number | undefined): Room | null {
  const { figure, y, style } = setting;
  for (const raise of figure.y.domain ? [0] : RAISES) {
    const raised = raise === 0 ? y : { ...y, domain: grownDomain(y.scale, y.domain, 0, raise) };
    const plot = plotOf({ ...setting, y: raised });
    const taken = occupied(figure, plot, style);
    for (const columns of wanted === undefined ? [1, 2, 3] : [wanted]) {
      const size = legendSize(entries, columns, style);
      if (size.width > 0.85 * plot.frame.width || size.height > 0.6 * plot.frame.height) continue;
      const candidates = spots(size, plot.frame, 4.5 * style.unit);
      const { box, covered } = leastCovering(candidates, taken.obstacles, 2.5 * style.unit);
      if (covered === 0) return { plot, legend: box, columns, ...taken };
    }
  }
  return null;
}

function inCorner(
  setting: Setting,
  entries: readonly Entry[],
  place: Exclude<Place, 'auto' | 'none' | 'above' | 'below' | 'right'>,
  columns: number,
): Room {
  const { figure, style } = setting;
  const plot = plotOf(setting);
  const { frame } = plot;
  const size = legendSize(entries, columns, style);
  const margin = 4.5 * style.unit;
  const legend = {
    ...size,
    x: place.endsWith('left') ? frame.x + margin : frame.x + frame.width - size.width - margin,
    y: place.startsWith('top') ? frame.y + margin : frame.y + frame.height - size.height - margin,
  };
  return { plot, legend, columns, ...occupied(figure, plot, style) };
}

function acrossFrame(
  setting: Setting,
  entries: readonly Entry[],
  place: 'above' | 'below',
  wanted: number | undefined,
): Room {
  const { figure, height, style } = setting;
  const { width } = style.sizes;
  const columns = wanted ?? fittingColumns(entries, MOST_COLUMNS, style);
  const size = legendSize(entries, columns, style);
  checkLegend(size, width);
  const gap = 2.5 * style.unit;
  const plot = plotOf(setting, { [place]: size.height + gap });
  const { frame } = plot;
  const left = Math.max(0, Math.min(frame.x + (frame.width - size.width) / 2, width - size.width));
  const top = place === 'above' ? frame.y - size.height - gap : height - size.height - style.unit;
  return {
    plot,
    legend: { ...size, x: left, y: top },
    columns,
    ...occupied(figure, plot, style),
  };
}

function beside(setting: Setting, entries: readonly Entry[], columns: number): Room {
  const { figure, style } = setting;
  const size: Size = legendSize(entries, columns, style);
  const gap = 5 * style.unit;
  checkLegend(size, MOST_BESIDE * style.sizes.width);
  const plot = plotOf(setting, { right: size.width + gap });
  const { frame } = plot;
  const legend = { ...size, x: frame.x + frame.width + gap, y: frame.y };
  return { plot, legend, columns, ...occupied(figure, plot, style) };
}

/** What the legend should not cover. */
function occupied(figure: CurveFigure, plot: Plot, style: Style): Pick<Room, 'obstacles' | 'insets'> {
  const lines = figure.series.flatMap(({ line }) =>
    line ? segments(line, plot).flatMap((points) => alongLine(points, plot.frame)) : [],
  );
  const marks = figure.series.flatMap(({ marks }) =>
    (marks ?? []).flatMap((mark) => markBox(mark, plot, style)),
  );
  const steps = figure.series.flatMap(({ histogram }) =>
    histogram ? alongLine(stepCorners(histogram, plot), plot.frame) : [],
  );
  const texts = textBoxes(figure.texts ?? [], plot, style);
  const drawn = [...marks, ...lines, ...steps, ...lineBoxes(figure.lines ?? [], plot), ...texts];
  const zoomed = zoomBoxes(figure, plot);
  const insets = insetBoxes(figure.insets ?? [], plot, [...drawn, ...zoomed], style);
  return { obstacles: [...drawn, ...zoomed, ...insets], insets };
}

/** The pieces of a line between its gaps, in bp. */
export function segments({ x, y }: NonNullable<Series['line']>, plot: Plot): (readonly [number, number])[][] {
  const pieces: (readonly [number, number])[][] = [[]];
  x.forEach((each, i) => {
    const value = y[i] ?? Number.NaN;
    if (Number.isNaN(value)) pieces.push([]);
    else pieces.at(-1)!.push([plot.x(each), plot.y(value)]);
  });
  return pieces.filter((points) => points.length > 0);
}

/** Figures of curves: theory lines, simulated marks with error bars, bands. */
import * as d3 from 'd3';
import { InputError } from '../errors.ts';
import { layOutAxes, type Plot, type SettledAxis } from './axes.ts';
import type { Box } from './box.ts';
import { fullDomain, grownDomain, robustDomain, type Sample } from './domain.ts';
import { type Element, element, group } from './element.ts';
import type { CurveFigure, Series } from './figure.ts';
import { clipped, drawNote, drawVerticals, verticalBoxes } from './furniture.ts';
import { drawHistogram, stepCorners } from './histogram.ts';
import { BAND_OPACITY, drawLegend, type Entry, legendSize, lineElement } from './legend.ts';
import { drawMark, type Marker, markBox } from './marks.ts';
import { alongLine, leastCovering, spots } from './placement.ts';
import { checkDomain, coordinate, type Interval } from './scale.ts';
import type { Style } from './style.ts';
import { DASHES } from './theme.ts';

/** How much the y domain may grow upwards to make room for the legend. */
const RAISES = [0, 0.08, 0.16, 0.24, 0.32, 0.4];

export function drawCurves(figure: CurveFigure, height: number, style: Style): Element[] {
  figure.series.forEach(checkSeries);
  const entries = legendEntries(figure.series, style);
  const { plot, legend, columns, obstacles } = roomiest(figure, height, entries, style);
  const taken = [...obstacles, ...(legend ? [legend] : [])];
  const verticals = drawVerticals(figure.verticals ?? [], plot, taken, style);
  const note = drawNote(figure.note, plot, [...taken, ...verticals.taken], style);
  const { series } = figure;
  return [
    clipped(plot.frame, style, [
      group(
        'histograms',
        series.flatMap(({ histogram }, i) =>
          histogram ? drawHistogram(histogram, plot, seriesColor(i, style), style) : [],
        ),
      ),
      group(
        'bands',
        series.flatMap((each, i) => band(each, plot, seriesColor(i, style))),
      ),
      group('verticals', verticals.lines),
      group(
        'lines',
        series.flatMap((each, i) => line(each, i, plot, style)),
      ),
    ]),
    ...series.map((each, i) =>
      group(
        'marks',
        (each.marks ?? []).flatMap((mark) => drawMark(mark, marker(i, style), plot, style)),
      ),
    ),
    group('axes', plot.axes),
    group('labels', [...verticals.labels, ...note]),
    group('legend', legend ? drawLegend(entries, columns, legend, style) : []),
  ];
}

interface Room {
  readonly plot: Plot;
  readonly legend: Box | null;
  readonly columns: number;
  readonly obstacles: readonly Box[];
}

/**
 * A layout in which the legend covers nothing: inside the frame, in as few columns and with as small a domain as
 * possible, or else above the frame.
 */
function roomiest(figure: CurveFigure, height: number, entries: readonly Entry[], style: Style): Room {
  const { width } = style.sizes;
  const x: SettledAxis = { ...figure.x, domain: figure.x.domain ?? xRange(figure) };
  const y: SettledAxis = { ...figure.y, domain: figure.y.domain ?? yRange(figure, x.domain) };
  checkDomain('x', x);
  checkDomain('y', y);
  for (const raise of figure.y.domain ? [0] : RAISES) {
    const raised = raise === 0 ? y : { ...y, domain: grownDomain(y.scale, y.domain, 0, raise) };
    const plot = layOutAxes(x, raised, { width, height }, style);
    const obstacles = occupied(figure, plot, style);
    if (entries.length === 0) return { plot, legend: null, columns: 1, obstacles };
    for (const columns of [1, 2, 3]) {
      const size = legendSize(entries, columns, style);
      if (size.width > 0.85 * plot.frame.width || size.height > 0.6 * plot.frame.height) continue;
      const { box, covered } = leastCovering(
        spots(size, plot.frame, 4.5 * style.unit),
        obstacles,
        style.unit,
      );
      if (covered === 0) return { plot, legend: box, columns, obstacles };
    }
  }
  const columns = [4, 3, 2, 1].find((each) => legendSize(entries, each, style).width < 0.85 * width) ?? 1;
  const size = legendSize(entries, columns, style);
  const plot = layOutAxes(x, y, { width, height, above: size.height + 2.5 * style.unit }, style);
  const { frame } = plot;
  const left = Math.max(0, Math.min(frame.x + (frame.width - size.width) / 2, width - size.width));
  const legend = { ...size, x: left, y: frame.y - size.height - 2.5 * style.unit };
  return { plot, legend, columns, obstacles: occupied(figure, plot, style) };
}

/** What the legend should not cover. */
function occupied(figure: CurveFigure, plot: Plot, style: Style): Box[] {
  const lines = figure.series.flatMap(({ line }) =>
    line ? segments(line, plot).flatMap((points) => alongLine(points, plot.frame)) : [],
  );
  const marks = figure.series.flatMap(({ marks }) =>
    (marks ?? []).flatMap((mark) => markBox(mark, plot, style)),
  );
  const steps = figure.series.flatMap(({ histogram }) =>
    histogram ? alongLine(stepCorners(histogram, plot), plot.frame) : [],
  );
  return [...marks, ...lines, ...steps, ...verticalBoxes(figure.verticals ?? [], plot)];
}

function legendEntries(series: readonly Series[], style: Style): Entry[] {
  const entries: Entry[] = series.flatMap((each, i) =>
    each.label === ''
      ? []
      : [
          {
            label: each.label,
            color: seriesColor(i, style),
            dash: each.line ? dash(i, style) : undefined,
            marker: each.marks?.length ? marker(i, style) : undefined,
            band: each.band !== undefined || each.histogram !== undefined,
          },
        ],
  );
  const marks = series.flatMap((each) => each.marks ?? []);
  for (const verdict of ['disagree', 'undecided'] as const) {
    if (!marks.some((mark) => mark.verdict === verdict)) continue;
    const neutral = { shape: 0, color: style.colors.faint };
    const label = verdict === 'disagree' ? '\\text{disagrees}' : '\\text{undecided}';
    entries.push({ label, color: neutral.color, marker: neutral, verdict });
  }
  return entries;
}

function seriesColor(index: number, { colors }: Style): string {
  return colors.series[index % colors.series.length]!;
}

/** Series beyond the number of colours differ from their namesakes in dash and shape. */
function dash(index: number, { colors }: Style): string {
  return DASHES[(index + Math.floor(index / colors.series.length)) % DASHES.length]!;
}

function marker(index: number, style: Style): Marker {
  return { shape: index + Math.floor(index / style.colors.series.length), color: seriesColor(index, style) };
}

function line(series: Series, index: number, plot: Plot, style: Style): Element[] {
  if (!series.line) return [];
  const draw = d3.line<readonly [number, number]>().digits(3);
  const d = segments(series.line, plot).map((points) => draw([...points]) ?? '');
  return [lineElement(d.join(''), seriesColor(index, style), dash(index, style), style)];
}

/** The pieces of a line between its gaps, in bp. */
function segments({ x, y }: NonNullable<Series['line']>, plot: Plot): (readonly [number, number])[][] {
  const pieces: (readonly [number, number])[][] = [[]];
  x.forEach((each, i) => {
    const value = y[i] ?? Number.NaN;
    if (Number.isNaN(value)) pieces.push([]);
    else pieces.at(-1)!.push([plot.x(each), plot.y(value)]);
  });
  return pieces.filter((points) => points.length > 0);
}

function band(series: Series, plot: Plot, color: string): Element[] {
  if (!series.band) return [];
  const { x, low, high } = series.band;
  const rows = x.map((each, i) => [plot.x(each), plot.y(low[i]!), plot.y(high[i]!)] as const);
  const draw = d3
    .area<readonly [number, number, number]>()
    .defined((row) => !row.some(Number.isNaN))
    .x((row) => row[0])
    .y0((row) => row[1])
    .y1((row) => row[2])
    .digits(3);
  return [element('path', { d: draw(rows) ?? '', fill: color, 'fill-opacity': BAND_OPACITY })];
}

function checkSeries({ label, line, band, histogram }: Series): void {
  if (histogram && histogram.x.length !== histogram.heights.length + 1) {
    throw new InputError(
      `series '${label}': the histogram has ${histogram.x.length} x and ${histogram.heights.length} heights`,
    );
  }
  if (line && line.x.length !== line.y.length) {
    throw new InputError(`series '${label}': the line has ${line.x.length} x and ${line.y.length} y`);
  }
  if (band && (band.x.length !== band.low.length || band.x.length !== band.high.length)) {
    const lengths = [band.x, band.low, band.high].map((each) => each.length).join(', ');
    throw new InputError(`series '${label}': the band's x, low and high have lengths ${lengths}`);
  }
}

/** The extent of all data along x; marks at its very ends get a little room. */
function xRange({ series, x }: CurveFigure): Interval {
  const marks = series.flatMap((each) => each.marks ?? []).map((mark) => mark.x);
  const lines = series.flatMap((each) => [
    ...(each.line?.x ?? []),
    ...(each.band?.x ?? []),
    ...(each.histogram?.x ?? []),
  ]);
  const domain = fullDomain(x.scale, [...lines, ...marks]);
  const roomy = grownDomain(x.scale, domain, -0.02, -0.02);
  return marks.some((mark) => mark < roomy[0] || mark > roomy[1])
    ? grownDomain(x.scale, domain, 0.03, 0.03)
    : domain;
}

/** The values worth showing of what stands in the domain along x. */
function yRange({ series, x, y }: CurveFigure, [left, right]: Interval): Interval {
  const shown = (at: number): boolean => at >= left && at <= right;
  const sampled = (xs: readonly number[], ys: readonly (number | null)[]): Sample => {
    const points = xs.map((at, i) => ({ at, value: ys[i] ?? Number.NaN })).filter(({ at }) => shown(at));
    return sample(
      points.map(({ at }) => coordinate(x.scale, at)),
      points.map(({ value }) => value),
    );
  };
  const lines = series.flatMap(({ line, band }) => [
    ...(line ? [sampled(line.x, line.y)] : []),
    ...(band ? [sampled(band.x, band.low), sampled(band.x, band.high)] : []),
  ]);
  const heights = series.flatMap(({ histogram }) => histogram?.heights ?? []);
  const marks = series.flatMap((each) => each.marks ?? []).filter((mark) => shown(mark.x));
  return robustDomain(y.scale, lines, [
    ...marks.flatMap((mark) => [mark.low, mark.y, mark.high]),
    ...heights,
  ]);
}

/** The values of a line, each with the length of the x axis that it stands for. */
function sample(at: readonly number[], values: readonly number[]): Sample {
  const weights = at.map((each, i) => Math.abs((at[i + 1] ?? each) - (at[i - 1] ?? each)));
  const largest = values.indexOf(Math.max(...values.filter(Number.isFinite)));
  const diverges = [values[largest - 1], values[largest + 1]].some(
    (next) => next !== undefined && !Number.isFinite(next),
  );
  return { values, weights, diverges };
}

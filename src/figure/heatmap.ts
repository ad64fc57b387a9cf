/** Heat maps: filled contours on any axes, contour lines, the optimum, simulated points. */
import { InputError } from '../errors.ts';
import { drawSpans, drawTexts, textBoxes } from './annotations.ts';
import { type Drawing, layOutAxes, type Plot, type SettledAxis, type Sheet } from './axes.ts';
import { type Box, contains } from './box.ts';
import { type ColorBand, colorBands, colorBarWidth, drawColorBar } from './colorbar.ts';
import { EVERYTHING, region, type Surface } from './contours.ts';
import { fullDomain, robustDomain } from './domain.ts';
import { type Element, element, group, path } from './element.ts';
import type { Axis, HeatmapFigure } from './figure.ts';
import { clipped, drawLines, lineBoxes } from './furniture.ts';
import { drawIsolines } from './isolines.ts';
import { drawHeader, drawMapMarks, headerHeight, mapMarkBoxes } from './mapmarks.ts';
import { alongLine, leastCovering } from './placement.ts';
import { arcLengths, type Point, pointAt, polylinePath } from './polyline.ts';
import { checkDomain, coordinate, type Interval } from './scale.ts';
import { labelIn, labelSize, type Pen, type Style } from './style.ts';

/** On a coloured ground, in every theme. */
const PEN: Pen = { fill: '#000000', halo: '#ffffff' };

export function drawHeatmap(figure: HeatmapFigure, sheet: Sheet, style: Style): Drawing {
  checkGrid(figure);
  const { height } = sheet;
  const { grid, marks = [], lines = [], spans = [], texts = [] } = figure;
  const values = valuesOf(figure);
  const { phases, map, bar } = figure.color;
  const color = {
    ...settled('color', figure.color, () => colorRange(figure)),
    ...(phases ? { phases } : {}),
    ...(map ? { map } : {}),
  };
  const plot = layOutAxes(
    settled('x', figure.x, (kind) => fullDomain(kind, grid.x)),
    settled('y', figure.y, (kind) => fullDomain(kind, grid.y)),
    {
      ...{ width: style.sizes.width, height, least: sheet.least },
      above: headerHeight(figure, style),
      ...(bar === false ? {} : { right: colorBarWidth(color, height, style) }),
      ticks: 'outward',
    },
    style,
  );
  const surface: Surface = {
    x: grid.x.map(plot.x),
    y: grid.y.map(plot.y),
    values: values.map((value) => drawable(coordinate(color.scale, value))),
  };
  const bands = colorBands(color);

  const optimum = (figure.optimum?.x ?? []).map((x, i): Point => [plot.x(x), plot.y(figure.optimum!.y[i]!)]);
  const obstacles = [
    ...alongLine(optimum, plot.frame),
    ...mapMarkBoxes(marks, plot, style),
    ...lineBoxes(lines, plot),
    ...textBoxes(texts, plot, style),
    ...gapBoxes(surface),
  ];
  const thresholds = drawLines(lines, plot, obstacles, style, PEN);
  const shaded = drawSpans(spans, plot, [...obstacles, ...thresholds.taken], style);
  const optimumLabel = labelOptimum(figure, optimum, plot, [...obstacles, ...thresholds.taken], style);
  const taken = [...obstacles, ...thresholds.taken, ...optimumLabel.taken];
  const isolines = drawIsolines(
    surface,
    { ...color, levels: figure.levels },
    bands,
    plot.frame,
    taken,
    style,
  );
  const [least, most] = figure.color.shown ?? valueRange(figure);
  const beyond = { below: least < color.domain[0], above: most > color.domain[1] };
  const elements = [
    clipped(plot.frame, style, [
      ...hatching(surface, plot.frame, style),
      group('surface', drawSurface(surface, bands), { kind: 'grid', ...grid }),
      group('contours', isolines.lines),
      group('spans', shaded.areas),
      group('lines-across', thresholds.lines),
      group('optimum', drawOptimum(optimum, figure, style)),
    ]),
    group('marks', drawMapMarks(marks, plot, style)),
    group('axes', plot.axes, plot.shown),
    group('labels', [...isolines.labels, ...thresholds.labels, ...shaded.labels, ...optimumLabel.elements]),
    group('texts', drawTexts(texts, plot, style, PEN)),
    group('legend', drawHeader(figure, plot, style)),
    group('colorbar', bar === false ? [] : drawColorBar(color, beyond, plot, height, style)),
  ];
  return { elements, frame: plot.frame };
}

/** Every band is drawn with all above it, so that no seams show between them. */
function drawSurface(surface: Surface, bands: readonly ColorBand[]): Element[] {
  return bands.map(({ from, color }, i) => {
    const d = region(surface, i === 0 ? EVERYTHING : from);
    return element('path', { d, fill: color, 'fill-rule': 'evenodd' });
  });
}

function settled(name: string, axis: Axis, automatic: (kind: Axis['scale']) => Interval): SettledAxis {
  const result = { ...axis, domain: axis.domain ?? automatic(axis.scale) };
  checkDomain(name, result);
  return result;
}

/** Infinities become numbers that contours can be interpolated with; NaN stays a gap. */
function drawable(value: number): number {
  return Math.min(Math.max(value, -1e12), 1e12);
}

/** The values worth showing. */
export function colorRange(figure: HeatmapFigure): Interval {
  return robustDomain(figure.color.scale, [{ values: valuesOf(figure) }], [], 0);
}

/** All values, but for gaps. */
export function valueRange(figure: HeatmapFigure): Interval {
  const values = valuesOf(figure).filter((value) => !Number.isNaN(value));
  return [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

/** Row by row; gaps are NaN. */
function valuesOf({ grid }: HeatmapFigure): number[] {
  return grid.values.flatMap((row) => row.map((value) => value ?? Number.NaN));
}

function checkGrid({ grid: { x, y, values }, optimum }: HeatmapFigure): void {
  if (x.length < 2 || y.length < 2) {
    throw new InputError(`a heat map needs at least 2 x 2 values, not ${x.length} x ${y.length}`);
  }
  const uneven = values.find((row) => row.length !== x.length);
  if (values.length !== y.length || uneven) {
    const found = uneven ? `a row of ${uneven.length} values` : `${values.length} rows`;
    throw new InputError(`the heat map's grid is ${x.length} x ${y.length}, but it has ${found}`);
  }
  for (const [name, list] of Object.entries({ x, y })) {
    const fault = list.findIndex((value, i) => i > 0 && !(value > list[i - 1]!));
    if (fault < 0) continue;
    throw new InputError(`the heat map's ${name} must ascend, but ${list[fault]} follows ${list[fault - 1]}`);
  }
  if (optimum && optimum.x.length !== optimum.y.length) {
    throw new InputError(`the optimum has ${optimum.x.length} x and ${optimum.y.length} y`);
  }
}

/** The cells that gaps leave bare. */
function gapBoxes({ x, y, values }: Surface): Box[] {
  return values.flatMap((value, k) => {
    if (!Number.isNaN(value)) return [];
    const [i, j] = [k % x.length, Math.floor(k / x.length)];
    const [left, right] = [x[i - 1] ?? x[i]!, x[i + 1] ?? x[i]!];
    const [bottom, top] = [y[j - 1] ?? y[j]!, y[j + 1] ?? y[j]!];
    return [{ x: left, y: top, width: right - left, height: bottom - top }];
  });
}

/** Diagonal lines over the frame if there are gaps; the surface leaves them bare there. */
function hatching({ values }: Surface, frame: Box, { unit, colors }: Style): Element[] {
  if (!values.some(Number.isNaN)) return [];
  const strokes: string[] = [];
  for (let start = -frame.height; start < frame.width; start += 4 * unit) {
    strokes.push(path`M${frame.x + start} ${frame.y + frame.height}l${frame.height} ${-frame.height}`);
  }
  const stroke = { stroke: colors.faint, 'stroke-width': 0.4 * unit, 'stroke-opacity': 0.6 };
  return [element('path', { d: strokes.join(''), fill: 'none', ...stroke })];
}

function drawOptimum(points: readonly Point[], { optimum }: HeatmapFigure, { unit }: Style): Element[] {
  if (points.length < 2 || !optimum) return [];
  const d = polylinePath(points);
  const shown = { kind: 'line', x: optimum.x, y: optimum.y } as const;
  const stroke = (color: string, width: number): Element =>
    element(
      'path',
      { d, fill: 'none', stroke: color, 'stroke-width': width * unit, 'stroke-linejoin': 'round' },
      [],
      shown,
    );
  return [stroke('#000000', 2), stroke('#ffffff', 1.1)];
}

/** The optimum's label beside its line, where it covers the least, if there is room for it. */
function labelOptimum(
  { optimum }: HeatmapFigure,
  line: readonly Point[],
  { frame }: Plot,
  obstacles: readonly Box[],
  { unit, sizes }: Style,
): { readonly elements: readonly Element[]; readonly taken: readonly Box[] } {
  const nothing = { elements: [], taken: [] };
  if (!optimum || optimum.label.trim() === '' || line.length === 0) return nothing;
  const size = labelSize(optimum.label, sizes.tick);
  const gap = 3 * unit;
  const around = ([x, y]: Point): Box[] =>
    [y + gap, y - size.height - gap].flatMap((top) =>
      [x + gap, x - size.width - gap].map((left) => ({ ...size, x: left, y: top })),
    );
  const inside = (box: Box): boolean =>
    contains(frame, box.x - gap, box.y - gap) &&
    contains(frame, box.x + box.width + gap, box.y + box.height + gap);
  const lengths = arcLengths(line);
  const outwards = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1].map((part) => part * lengths.at(-1)!);
  const candidates = outwards.flatMap((length) => around(pointAt(line, lengths, length))).filter(inside);
  if (candidates.length === 0) return nothing;
  const { box } = leastCovering(candidates, obstacles, 0.8 * unit);
  return { elements: labelIn(box, optimum.label, sizes.tick, PEN), taken: [box] };
}

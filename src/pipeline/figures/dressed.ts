/** A figure as its look wants it: labels, ticks, colours, own lines and points. What it shows of theory and simulation stays. */
import { InputError } from '../../errors.ts';
import { readCurve } from '../../expressions/univariate.ts';
import type { Axis, CurveFigure, HeatmapFigure, Line, Series, SingleFigure } from '../../figure/figure.ts';
import type { FigureLook, LegendLook, LineLook, TickLook } from '../../figure/look.ts';
import { COLORS, type Colors } from '../../figure/theme.ts';
import { numberTex, type Tick } from '../../figure/ticks.ts';
import { readWidth, VENUES, type Venue } from '../../figure/venue.ts';
import { textTex } from '../labels.ts';

/** Points of a curve of one's own where the figure has no curve to lend it the grid. */
const ownPoints = 240;

export function dressed(figure: SingleFigure, look: FigureLook): SingleFigure {
  const { labels, ticks, colors, fonts, aspect, spans, texts, lines = [] } = look;
  const own = lines.filter(({ formula }) => formula === undefined).map(lineOf);
  const across = [...(look.thresholds === false ? [] : (figure.lines ?? [])), ...own];
  const common = {
    x: axisOf(figure.x, labels?.x, ticks?.x),
    y: axisOf(figure.y, labels?.y, ticks?.y),
    ...(figure.lines || across.length > 0 ? { lines: across } : {}),
    ...(spans ? { spans: spans.map((span) => colored({ ...span, label: texOf(span.label ?? '') })) } : {}),
    ...(texts ? { texts: texts.map((each) => colored({ ...each, text: texOf(each.text) })) } : {}),
    ...(colors ? { colors: hexColors(colors) } : {}),
    ...(fonts ? { fonts } : {}),
    ...(aspect === undefined ? {} : { aspect }),
  };
  return figure.kind === 'curves'
    ? curvesOf({ ...figure, ...common }, look)
    : mapOf({ ...figure, ...common }, look);
}

/**
 * The TeX of a label as people write it: a text with `$…$` for mathematics, as in LaTeX; without a `$`, mathematics where there is a backslash, ^ or _
 * and a text everywhere else.
 */
export function texOf(label: string): string {
  const parts = label.split(/(?<!\\)\$/);
  if (parts.length === 1)
    return label === '' || /[\\^_]/.test(label) ? withPercent(label) : `\\text{${textTex(label)}}`;
  return parts
    .map((part, i) =>
      i % 2 === 1 || part === '' ? withPercent(part) : `\\text{${textTex(part.replaceAll('\\$', '$'))}}`,
    )
    .join('');
}

/** Mathematics in which a per cent sign begins no comment. */
function withPercent(tex: string): string {
  return tex.replace(/(?<!\\)%/g, '\\%');
}

/** A venue or a length, as the figure has it. */
export function widthOf(text: string): Venue | number {
  return Object.hasOwn(VENUES, text) ? (text as Venue) : readWidth(text)!;
}

function axisOf<A extends Axis>(
  axis: A,
  label: string | undefined,
  ticks: readonly TickLook[] | undefined,
): A {
  return {
    ...axis,
    ...(label === undefined ? {} : { label: texOf(label) }),
    ...(ticks === undefined ? {} : { ticks: ticks.map(tickOf).sort((a, b) => a.value - b.value) }),
  };
}

function tickOf(tick: TickLook): Tick {
  return typeof tick === 'number'
    ? { value: tick, label: numberTex(tick) }
    : { value: tick.at, label: texOf(tick.label) };
}

function lineOf({ x, y, label = '', formula: _, ...look }: LineLook): Line {
  const place = x === undefined ? ({ along: 'y', at: y! } as const) : ({ along: 'x', at: x } as const);
  const { dash, ...rest } = colored(look);
  return {
    ...place,
    label: texOf(label),
    ...rest,
    ...(dash === undefined || dash === 'none' ? {} : { dash }),
  };
}

function curvesOf(
  figure: CurveFigure,
  { curves = [], lines = [], points = [], legend, insets }: FigureLook,
): CurveFigure {
  const drawn = figure.series.map((series, slot): Series & { readonly hide?: boolean } => {
    const { label, hide = false, ...look } = curves[slot] ?? {};
    return {
      ...series,
      ...(label === undefined ? {} : { label: texOf(label) }),
      ...(Object.keys(look).length > 0 ? { look: colored(look) } : {}),
      ...(hide ? { hide } : {}),
    };
  });
  const shown = drawn.some(({ hide }) => hide)
    ? drawn.flatMap(({ hide, ...series }, slot) => (hide ? [] : [{ ...series, slot }]))
    : drawn;
  const formulas = lines.filter(({ formula }) => formula !== undefined);
  const extra = [...formulas.map((line) => curveOf(line, figure)), ...points.map(pointsOf)];
  return {
    ...figure,
    series: [...shown, ...extra.map((series, i) => ({ ...series, slot: drawn.length + i }))],
    ...(legend === undefined ? {} : { legend: legendOf(legend) }),
    ...(insets ? { insets } : {}),
  };
}

/** A place alone, or all of it. */
export function legendOf(legend: NonNullable<FigureLook['legend']>): LegendLook {
  return typeof legend === 'string' ? { place: legend } : legend;
}

/** A curve of one's own over the x of the others, in ink and dashed unless it is said. */
function curveOf(
  { formula, label = '', x: _, y: __, ...look }: LineLook,
  { series, x, colors, theme }: CurveFigure,
): Series {
  const evaluate = readCurve(formula!);
  const grids = series.flatMap(({ line }) => line?.x ?? []);
  const grid = grids.length > 0 ? [...new Set(grids)].sort((a, b) => a - b) : evenly(x);
  const y = grid.map((at) => {
    const value = evaluate(at);
    return Number.isFinite(value) ? value : null;
  });
  if (y.every((value) => value === null))
    throw new InputError(
      `figure.lines: ${formula} has no finite value from x = ${grid[0]} to ${grid.at(-1)}; expected an expression in x that has`,
    );
  const ink = colors?.ink ?? (theme === 'dark' ? COLORS['white'] : COLORS['black']);
  return {
    label: texOf(label),
    line: { x: grid, y },
    look: { color: ink!, dash: 'dashed', ...colored(look) },
  };
}

function evenly({ scale, domain = [0, 1] }: Axis): number[] {
  const [low, high] = domain;
  return Array.from({ length: ownPoints + 1 }, (_, i) => {
    const t = i / ownPoints;
    return scale === 'log' ? low * (high / low) ** t : low + t * (high - low);
  });
}

function pointsOf({ rows, label = '', ...look }: NonNullable<FigureLook['points']>[number]): Series {
  const marks = rows.map(([x, y, low, high]) => ({ x, y, low, high }));
  return { label: texOf(label), marks, ...(Object.keys(look).length > 0 ? { look: colored(look) } : {}) };
}

function mapOf(figure: HeatmapFigure, look: FigureLook): HeatmapFigure {
  const { colorMap, colorScale, colorDomain, levels, colorBar, labels, ticks } = look;
  const color = {
    ...axisOf(figure.color, labels?.color, ticks?.color),
    ...(colorMap ? { map: colorMap } : {}),
    ...(colorScale ? { scale: colorScale } : {}),
    ...(colorDomain ? { domain: colorDomain } : {}),
    ...(colorBar === false ? { bar: colorBar } : {}),
  };
  return { ...figure, color, ...(levels ? { levels } : {}) };
}

function colored<T extends { readonly color?: string }>(look: T): T {
  return look.color === undefined ? look : { ...look, color: hex(look.color) };
}

/** Colours by name as #rrggbb. */
export function hexColors({ series, ...single }: Partial<Colors>): Partial<Colors> {
  const named = Object.fromEntries(Object.entries(single).map(([key, color]) => [key, hex(color as string)]));
  return { ...named, ...(series ? { series: series.map(hex) } : {}) };
}

function hex(color: string): string {
  return COLORS[color] ?? color.toLowerCase();
}

/** The figure of a scenario: which axes of the scan it shows, checked against the scan. */
import { type InputError, nearest } from '../errors.ts';
import type { SourceDocument } from './document.ts';
import type { CurvesPlan, FigurePlan, HeatmapPlan, ModelSignature } from './scenario.ts';
import type { RawFigure } from './schema.ts';
import { type Axis, show } from './values.ts';

interface Scan {
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly model: ModelSignature;
}

/** @throws {InputError} at the key of the figure section that does not fit the scan */
export function planFigure(document: SourceDocument, raw: RawFigure, scan: Scan): FigurePlan {
  const wrong = (key: keyof RawFigure, message: string): InputError =>
    document.errorAt(['figure', key], `figure.${key}: ${message}`);
  checkVaryingNumber('x', raw.x, raw, scan, wrong);
  checkDomains(raw, wrong);
  const { x, xScale, yScale, xDomain = null, yDomain = null, width, theme, title = scan.title } = raw;
  const options = { x, xScale, yScale, xDomain, yDomain, width, theme, title };
  return raw.color === undefined
    ? { kind: 'curves', ...options, ...planCurves(raw, scan, wrong) }
    : { kind: 'heatmap', ...options, ...planHeatmap(raw, raw.color, scan, wrong) };
}

type Wrong = (key: keyof RawFigure, message: string) => InputError;

function planCurves(
  raw: RawFigure,
  scan: Scan,
  wrong: Wrong,
): Omit<CurvesPlan, keyof HeatmapPlan> & Pick<CurvesPlan, 'y'> {
  const y = [raw.y].flat();
  for (const [i, name] of y.entries()) {
    checkQuantity(name, scan, wrong);
    if (y.indexOf(name) !== i) throw wrong('y', `${show(name)} is there twice`);
  }
  if (raw.optimum !== undefined)
    throw wrong('optimum', `${show(raw.optimum)} is for heat maps, which have a color`);
  const series = raw.series === undefined ? [] : [raw.series].flat();
  const names = scan.axes.map((axis) => axis.name);
  for (const [i, name] of series.entries()) {
    const path = `${show(name)} is not`;
    if (!names.includes(name)) throw wrong('series', `${path} a parameter; ${suggest(name, names)}`);
    if (name === raw.x)
      throw wrong('series', `${show(name)} is the x axis already; expected another parameter`);
    if (series.indexOf(name) !== i) throw wrong('series', `${show(name)} is there twice`);
  }
  checkAllShown('series', [raw.x, ...series], raw, scan, wrong);
  if (raw.floor && !scan.model.floor)
    throw wrong(
      'floor',
      `true: the model ${scan.model.name} knows no rule that no other beats; expected false`,
    );
  return { y, series, bands: raw.bands ?? false, ...(raw.floor ? { floor: true } : {}) };
}

function checkQuantity(name: string, { axes, model }: Scan, wrong: Wrong): void {
  if (model.quantities.includes(name)) return;
  const hint = nearest(name, model.quantities);
  const heatmap = axes.some((axis) => axis.name === name) ? ' (a heat map also needs color)' : '';
  const suggestion = hint ? `did you mean ${hint}? ` : '';
  throw wrong(
    'y',
    `${show(name)} is not a quantity${heatmap}; ${suggestion}expected one of ${model.quantities.join(', ')}`,
  );
}

function planHeatmap(
  raw: RawFigure,
  color: string,
  scan: Scan,
  wrong: Wrong,
): Pick<HeatmapPlan, 'y' | 'color' | 'optimum'> {
  const [y, ...others] = [raw.y].flat() as [string, ...string[]];
  if (others.length > 0)
    throw wrong(
      'y',
      `${show(raw.y)}: a heat map (color is given) has one y axis; expected a varying parameter`,
    );
  checkVaryingNumber('y', y, raw, scan, wrong);
  if (y === raw.x) throw wrong('y', `${show(y)} is the x axis already; expected another varying parameter`);
  if (raw.series !== undefined)
    throw wrong('series', `${show(raw.series)}: a heat map (color is given) has no series`);
  if (raw.bands !== undefined) throw wrong('bands', `${raw.bands}: a heat map (color is given) has no bands`);
  if (raw.floor !== undefined) throw wrong('floor', `${raw.floor}: a heat map (color is given) has no floor`);
  if (raw.optimum !== undefined && raw.optimum !== raw.x && raw.optimum !== y) {
    throw wrong('optimum', `${show(raw.optimum)} is not an axis of the map; expected ${raw.x} or ${y}`);
  }
  checkAllShown('color', [raw.x, y], raw, scan, wrong);
  return { y, color, optimum: raw.optimum ?? null };
}

function checkVaryingNumber(
  key: 'x' | 'y',
  name: string,
  raw: RawFigure,
  { axes }: Scan,
  wrong: Wrong,
): void {
  const varying = axes.filter(
    ({ values }) => values.length > 1 && values.every((value) => typeof value === 'number'),
  );
  const axis = varying.find((each) => each.name === name);
  if (!axis) {
    const known = axes.some((each) => each.name === name);
    const problem = known ? 'does not vary over numbers' : 'is not a parameter';
    throw wrong(
      key,
      `${show(name)} ${problem}; ${suggest(
        name,
        varying.map((each) => each.name),
      )}`,
    );
  }
  const least = Math.min(...(axis.values as readonly number[]));
  const scale = key === 'x' ? 'xScale' : 'yScale';
  if (raw[scale] === 'log' && least <= 0) {
    throw wrong(scale, `"log" cannot show ${name} = ${least}; expected linear, or ${name} > 0`);
  }
}

function checkDomains(raw: RawFigure, wrong: Wrong): void {
  for (const [key, scale] of [
    ['xDomain', raw.xScale],
    ['yDomain', raw.yScale],
  ] as const) {
    const domain = raw[key];
    if (domain === undefined) continue;
    if (!(domain[0] < domain[1]))
      throw wrong(key, `${show(domain)} is not ascending; expected [first, last], first < last`);
    if (scale === 'log' && domain[0] <= 0)
      throw wrong(key, `${show(domain)} is on a log scale; expected numbers > 0`);
  }
}

/** Whatever varies must be seen, or one point of the figure would stand for many of the scan. */
function checkAllShown(
  key: 'series' | 'color',
  shown: readonly string[],
  raw: RawFigure,
  scan: Scan,
  wrong: Wrong,
): void {
  const hidden = scan.axes.find(({ name, values }) => values.length > 1 && !shown.includes(name));
  if (!hidden) return;
  const where = raw[key] === undefined ? 'x' : key;
  const expected =
    key === 'series' ? `series: [${[...shown.slice(1), hidden.name].join(', ')}]` : 'one value for it';
  throw wrong(
    where,
    `${hidden.name} takes ${hidden.values.length} values, but the figure does not show it; expected ${expected}`,
  );
}

function suggest(name: string, names: readonly string[]): string {
  const hint = nearest(name, names);
  const valid =
    names.length === 0 ? 'give one a list or a range of numbers' : `expected one of ${names.join(', ')}`;
  return `${hint ? `did you mean ${hint}? ` : ''}${valid}`;
}

/** The figure of a scenario: which axes of the scan it shows, checked against the scan. */
import { nearest, show } from '../errors.ts';
import { parameterHint } from '../words/aliases.ts';
import type { SourceDocument } from './document.ts';
import { checkLook, lookOf } from './look.ts';
import { readOwnPoints } from './ownPoints.ts';
import type { Problems } from './problems.ts';
import type { CurvesPlan, FigurePlan, HeatmapPlan, ModelSignature } from './scenario.ts';
import type { RawFigure } from './schema.ts';
import type { ReadFile } from './theories.ts';
import type { Axis } from './values.ts';

interface Scan {
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly model: ModelSignature;
  /** Reads the files of points of one's own. */
  readonly read: ReadFile;
}

/** What does not fit the scan is added to the problems, at the key of the figure section: the plan is then not to be used. */
export function planFigure(
  document: SourceDocument,
  raw: RawFigure,
  scan: Scan,
  problems: Problems,
): FigurePlan {
  const wrong = (key: keyof RawFigure, message: string): void =>
    problems.add(document.errorAt(['figure', key], `figure.${key}: ${message}`));
  const before = problems.count();
  checkNumbers('x', raw.x, raw, scan, wrong);
  checkDomains(raw, wrong);
  const { x, xScale, yScale, xDomain = null, yDomain = null, width, theme, title = scan.title } = raw;
  const { color, points } = raw;
  const look = lookOf(raw);
  checkLook({ ...look, width }, color === undefined ? 'curves' : 'heatmap', { x: xScale, y: yScale }, wrong);
  if (color !== undefined && points) wrong('points', 'a heat map (color is given) has no curves');
  const own = points && problems.attempt(() => readOwnPoints(document, points, scan.read));
  const options = {
    x,
    xScale,
    yScale,
    xDomain,
    yDomain,
    width,
    theme,
    title,
    ...look,
    ...(own ? { points: own } : {}),
    ...planFacet(raw, scan, wrong),
  };
  const plan: FigurePlan =
    color === undefined
      ? { kind: 'curves', ...options, ...planCurves(raw, scan, wrong) }
      : { kind: 'heatmap', ...options, ...planHeatmap(raw, color, scan, wrong) };
  if (problems.count() === before) checkAllShown(plan, raw, scan, wrong);
  return plan;
}

type Wrong = (key: keyof RawFigure, message: string) => void;

/** The parameter with a panel for each of its values, and how the panels stand. */
function planFacet(
  { facet, grid, x, y, series, color }: RawFigure,
  { axes }: Scan,
  wrong: Wrong,
): Pick<FigurePlan, 'facet' | 'grid'> {
  if (facet === undefined) {
    if (grid !== undefined) wrong('grid', 'is of the panels of a facet; expected facet, too');
    return {};
  }
  const names = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const used = [x, ...[series ?? []].flat(), ...(color === undefined ? [] : [y].flat())];
  const free = names.filter((name) => !used.includes(name));
  if (!names.includes(facet))
    wrong(
      'facet',
      `${show(facet)} is not a parameter that varies; ${free.length > 0 ? suggest(facet, free) : 'none is left'}`,
    );
  else if (used.includes(facet)) wrong('facet', `${show(facet)} is shown within each panel already`);
  return { facet, ...(grid ? { grid } : {}) };
}

function planCurves(
  raw: RawFigure,
  scan: Scan,
  wrong: Wrong,
): Omit<CurvesPlan, keyof HeatmapPlan> & Pick<CurvesPlan, 'y'> {
  const y = [raw.y].flat();
  for (const [i, name] of y.entries()) {
    if (!scan.model.quantities.includes(name)) wrong('y', unknownQuantity(name, scan));
    else if (y.indexOf(name) !== i) wrong('y', `${show(name)} is there twice`);
  }
  if (raw.optimum !== undefined)
    wrong('optimum', `${show(raw.optimum)} is for heat maps, which have a color`);
  const series = raw.series === undefined ? [] : [raw.series].flat();
  const names = scan.axes.map((axis) => axis.name);
  for (const [i, name] of series.entries()) {
    const path = `${show(name)} is not`;
    if (!names.includes(name)) wrong('series', `${path} a parameter; ${suggest(name, names)}`);
    else if (name === raw.x)
      wrong('series', `${show(name)} is the x axis already; expected another parameter`);
    else if (series.indexOf(name) !== i) wrong('series', `${show(name)} is there twice`);
  }
  if (raw.floor && !scan.model.floor)
    wrong('floor', `true: the model ${scan.model.name} knows no rule that no other beats; expected false`);
  return { y, series, bands: raw.bands ?? false, ...(raw.floor ? { floor: true } : {}) };
}

function unknownQuantity(name: string, { axes, model }: Scan): string {
  const hint = nearest(name, model.quantities);
  const heatmap = axes.some((axis) => axis.name === name) ? ' (a heat map also needs color)' : '';
  const suggestion = hint ? `did you mean ${hint}? ` : '';
  return `${show(name)} is not a quantity${heatmap}; ${suggestion}expected one of ${model.quantities.join(', ')}`;
}

function planHeatmap(
  raw: RawFigure,
  color: string,
  scan: Scan,
  wrong: Wrong,
): Pick<HeatmapPlan, 'y' | 'color' | 'optimum'> {
  const [y, ...others] = [raw.y].flat() as [string, ...string[]];
  if (others.length > 0)
    wrong('y', `${show(raw.y)}: a heat map (color is given) has one y axis; expected a varying parameter`);
  if (y !== raw.x) checkNumbers('y', y, raw, scan, wrong);
  else wrong('y', `${show(y)} is the x axis already; expected another parameter`);
  if (raw.series !== undefined)
    wrong('series', `${show(raw.series)}: a heat map (color is given) has no series`);
  if (raw.bands !== undefined) wrong('bands', `${raw.bands}: a heat map (color is given) has no bands`);
  if (raw.floor !== undefined) wrong('floor', `${raw.floor}: a heat map (color is given) has no floor`);
  if (raw.optimum !== undefined && raw.optimum !== raw.x && raw.optimum !== y) {
    wrong('optimum', `${show(raw.optimum)} is not an axis of the map; expected ${raw.x} or ${y}`);
  }
  return { y, color, optimum: raw.optimum ?? null };
}

/** That the axis is a parameter that varies over numbers; where none does, any number is one, at a single point. */
function checkNumbers(key: 'x' | 'y', name: string, raw: RawFigure, { axes }: Scan, wrong: Wrong): void {
  const free = axes.filter((each) => key === 'x' || each.name !== raw.x);
  const numbers = free.filter(({ values }) => values.every((value) => typeof value === 'number'));
  const varying = numbers.filter(({ values }) => values.length > 1);
  const possible = varying.length > 0 ? varying : numbers;
  const axis = possible.find((each) => each.name === name);
  if (!axis) {
    const known = axes.some((each) => each.name === name);
    const problem = known ? 'does not vary over numbers' : 'is not a parameter';
    const names = possible.map((each) => each.name);
    wrong(key, `${show(name)} ${problem}; ${suggest(name, names)}`);
    return;
  }
  const least = (axis.values as readonly number[]).reduce((a, b) => Math.min(a, b));
  const scale = key === 'x' ? 'xScale' : 'yScale';
  if (raw[scale] === 'log' && least <= 0)
    wrong(scale, `"log" cannot show ${name} = ${least}; expected linear, or ${name} > 0`);
}

function checkDomains(raw: RawFigure, wrong: Wrong): void {
  for (const [key, scale] of [
    ['xDomain', raw.xScale],
    ['yDomain', raw.yScale],
  ] as const) {
    const domain = raw[key];
    if (domain === undefined) continue;
    if (!(domain[0] < domain[1]))
      wrong(key, `${show(domain)} is not ascending; expected [first, last], first < last`);
    if (scale === 'log' && domain[0] <= 0)
      wrong(key, `${show(domain)} is on a log scale; expected numbers > 0`);
  }
}

/** Whatever varies must be seen, or one point of the figure would stand for many of the scan. */
function checkAllShown(plan: FigurePlan, raw: RawFigure, { axes }: Scan, wrong: Wrong): void {
  const [key, others] =
    plan.kind === 'curves' ? (['series', plan.series] as const) : (['color', [plan.y]] as const);
  const hidden = axes.find(
    ({ name, values }) =>
      values.length > 1 && name !== plan.x && name !== plan.facet && !others.includes(name),
  );
  if (!hidden) return;
  const where = raw[key] === undefined ? 'x' : key;
  const expected =
    plan.kind === 'curves'
      ? `series: [${[...others, hidden.name].join(', ')}]`
      : `one value for it, or facet: ${hidden.name}`;
  wrong(
    where,
    `${hidden.name} takes ${hidden.values.length} values, but the figure does not show it; expected ${expected}`,
  );
}

function suggest(name: string, names: readonly string[]): string {
  const hint = parameterHint(name, names);
  return `${hint ? `did you mean ${hint}? ` : ''}expected one of ${names.join(', ')}`;
}

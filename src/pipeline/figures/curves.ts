/** Curves of one quantity or several over a parameter: theories evaluated densely as lines, the largest simulated size as marks. */
import type { Mark, Series } from '../../figure/figure.ts';
import type { Model } from '../../models/model.ts';
import { modelNamed } from '../../models/registry.ts';
import type { Point } from '../../parts/parameter.ts';
import type { CurvesPlan } from '../../scenario/scenario.ts';
import { type Axis, expandPoints, type Value } from '../../scenario/values.ts';
import { engine, publishedName, speaksOf, type Theory } from '../../theories/theory.ts';
import { axisTex, parameterOf, textTex, valueTex } from '../labels.ts';
import type { ResultCell, Results } from '../results.ts';
import type { FigureKind } from './kinds.ts';
import {
  affordable,
  axesOf,
  axisValues,
  drawnTheories,
  largestCells,
  markedBy,
  positionOf,
  rangeOf,
  realised,
  slowly,
  theoryAt,
} from './parts.ts';

/** Points of a theory line, besides those that crowd around a threshold. */
const linePoints = 240;
/** Error bars and bands: two standard errors, or the 5 % to 95 % quantiles over trials. */
const errorBar = 2;

export const curvesKind: FigureKind<CurvesPlan> = {
  name: 'curves',
  shows: 'Lines',
  fillsPlane: false,
  build: (common, plan, all) => {
    const slow: string[] = [];
    const series = all.flatMap((results, i) =>
      curves(results, { ...plan, title: all.length > 1 ? titleOf(all, i) : '' }, slow),
    );
    // What one curve is, its axis says.
    const [alone] = series;
    const named =
      series.length === 1
        ? [{ ...alone!, label: alone!.label === common.y.label ? '' : alone!.label }]
        : series;
    return { kind: 'curves', ...common, ...slowly(common, slow), series: named };
  },
};

/** What tells these results from the others: the values of parameters that differ, or else their names, or else their position. */
function titleOf(all: readonly Results[], i: number): string {
  const { scenario } = all[i]!;
  const givenIn = ({ scenario: { parameters, inputs } }: Results) => ({ ...parameters, ...inputs });
  const differing = Object.entries(givenIn(all[i]!)).filter(
    ([name, value]) =>
      !Array.isArray(value) && all.some((other) => String(givenIn(other)[name]) !== String(value)),
  );
  if (differing.length > 0 && differing.length < 4)
    return differing
      .map(([name, value]) => valueTex(modelNamed(scenario.model), name, value as Value))
      .join(',\\; ');
  const names = all.map((results) => results.scenario.name);
  const named = new Set(names).size === all.length ? scenario.name : `${i + 1}`;
  return `\\text{${textTex(named)}}`;
}

/** @param slow takes the names of theories that are asked at few points, for want of time */
function curves(results: Results, plan: CurvesPlan, slow: string[]): Series[] {
  const model = modelNamed(results.scenario.model);
  const axes = axesOf(results).filter(({ name }) => name !== plan.x);
  const factor = results.scenario.comparison.theoryFactor;
  const { drawn, several } = drawnTheories(results);
  const points = expandPoints(axes);
  const curveOf = (quantity: string, point: Point, theory: Theory, marked: string) => {
    const asked = { model, axes: [plan.x], quantity, factor, theory };
    const known = knownAt(results, plan.x, point);
    const grid = theory.sparse
      ? known
      : denseGrid(rangeOf(results, plan.x, plan.xDomain), plan.xScale, model.threshold(plan.x, point));
    const scan = known.map((value) => ({ ...point, [plan.x]: value }));
    const most = Math.floor(affordable(scan, asked) / (points.length * plan.y.length));
    const shown = grid.length <= most ? grid : thinned(grid, known, most);
    if (shown !== grid) slow.push(theory.name);
    const x = [...new Set(shown.map((value) => realised(parameterOf(model, plan.x), value)))];
    const y = x.map((value) => theoryAt({ ...point, [plan.x]: value }, asked));
    const cells = theory.name === marked ? largestCells(results, quantity, point, theory) : [];
    const names = plan.series.map((name) => valueTex(model, name, point[name]!));
    const title = plan.title === '' ? [] : [plan.title];
    const which = plan.y.length > 1 ? [axisTex(model, quantity)] : [];
    const by = several ? [`\\text{${textTex(theory.name)}}`] : [];
    const label = [...title, ...which, ...names, ...by].join(',\\; ');
    const { line, apart } = theory.sparse
      ? joined(x, y, { theory, scan: axisValues(results, plan.x) })
      : { line: { line: { x, y } }, apart: [] };
    const marks = [...cells.map((cell) => markOf(cell, plan.x)), ...apart];
    const wide = plan.bands && cells.length > 1 ? { band: bandOf(cells, plan.x) } : {};
    return { label: label || axisTex(model, quantity), ...line, marks, ...wide };
  };
  const all = plan.y.flatMap((quantity) =>
    points.flatMap((point) => {
      const speaking = drawn.filter((theory) => speaksOf(theory, quantity));
      const marked = markedBy(speaking, quantity).name;
      return [
        ...speaking.map((theory) => curveOf(quantity, point, theory, marked)),
        ...measuredElsewhere(results, plan, quantity, point, markedBy(speaking, quantity)),
      ];
    }),
  );
  return plan.floor && model.floor ? [...all, ...floors(results, plan, points, model.floor)] : all;
}

/** Where on a curve there are points of the scan, or of numbers from outside. */
function knownAt(results: Results, x: string, fixed: Point): number[] {
  const entries = Object.entries(fixed);
  const found = results.theory
    .filter(({ parameters }) => entries.every(([name, value]) => parameters[name] === value))
    .map(({ parameters }) => Number(parameters[x]));
  return found.sort((a, b) => a - b);
}

/** As many points of a line as there is time for, those that are known among them. */
function thinned(grid: readonly number[], known: readonly number[], most: number): number[] {
  const step = Math.ceil(grid.length / Math.max(1, most - known.length));
  const [low, high] = [grid[0]!, grid.at(-1)!];
  const within = known.filter((value) => value >= low && value <= high);
  const between = most > 2 * known.length ? grid.filter((_, i) => i % step === 0) : [];
  return [...new Set([...within, ...between])].sort((a, b) => a - b);
}

/** Neighbouring points of a table as a line, with gaps at those of the scan that it lacks; published values, and points without neighbours, as marks. */
function joined(
  all: readonly number[],
  said: readonly (number | null)[],
  { theory, scan }: { readonly theory: Theory; readonly scan: Axis['values'] },
) {
  const points = all
    .map((x, i) => ({ x, y: said[i] ?? null }))
    .filter(({ x, y }) => y !== null || scan.includes(x));
  const isKnown = (i: number) => (points[i]?.y ?? null) !== null;
  const isApart = (i: number) => theory.name === publishedName || !(isKnown(i - 1) || isKnown(i + 1));
  const apart = points.flatMap(({ x, y }, i): Mark[] =>
    y !== null && isApart(i) ? [{ x, y, low: y, high: y }] : [],
  );
  const x = points.map((point) => point.x);
  const y = points.map((point, i) => (isApart(i) ? null : point.y));
  return { line: y.some((value) => value !== null) ? { line: { x, y } } : {}, apart };
}

/** Marks of one's own measurements: with their errors, or where none are known alone. */
function measuredElsewhere(
  results: Results,
  plan: CurvesPlan,
  quantity: string,
  point: Point,
  theory: Theory,
): Series[] {
  const model = modelNamed(results.scenario.model);
  const cells = largestCells(results, quantity, point, theory, 'measurements');
  if (cells.length === 0) return [];
  const names = plan.series.map((name) => valueTex(model, name, point[name]!));
  const which = plan.y.length > 1 ? [axisTex(model, quantity)] : [];
  const marks = cells.map((cell) => markOf(cell, plan.x));
  return [{ label: [...which, ...names, '\\text{measured}'].join(',\\; '), marks }];
}

/** What no rule beats, in the first quantity: one line for all curves of which it is the same. */
function floors(
  results: Results,
  plan: CurvesPlan,
  points: readonly Point[],
  floor: NonNullable<Model['floor']>,
): Series[] {
  const model = modelNamed(results.scenario.model);
  const found = new Map(points.map((point) => [JSON.stringify(floor(point)), point]));
  const x = denseGrid(rangeOf(results, plan.x, plan.xDomain), plan.xScale, null);
  return [...found.values()].map((point) => {
    const y = x.map((value) =>
      theoryAt(floor({ ...point, [plan.x]: value }), {
        model,
        axes: [plan.x],
        quantity: plan.y[0]!,
        factor: 1,
        theory: engine,
      }),
    );
    const told = found.size > 1 ? plan.series.map((name) => valueTex(model, name, point[name]!)) : [];
    return { label: ['\\text{Bayes-optimal}', ...told].join(',\\; '), line: { x, y } };
  });
}

/** Even steps on the axis, and geometric ones towards a threshold from both sides; the threshold itself is in. */
function denseGrid(
  { low, high }: { low: number; high: number },
  scale: 'linear' | 'log',
  threshold: number | null,
): number[] {
  const steps = Array.from({ length: linePoints + 1 }, (_, i) => i / linePoints);
  const grid = steps.map((t) => (scale === 'log' ? low * (high / low) ** t : low + (high - low) * t));
  if (threshold !== null && threshold > low && threshold < high) {
    const reach = Math.min(threshold - low, high - threshold);
    for (let step = reach / 4; step > 1e-6 * threshold; step *= 0.8)
      grid.push(threshold - step, threshold + step);
    grid.push(threshold);
  }
  return [...new Set(grid)].sort((a, b) => a - b);
}

function markOf(cell: ResultCell, x: string): Mark {
  const position = positionOf(cell, x);
  const { mean, standardError, quantiles, verdict } = cell;
  if (verdict === null) {
    return { x: position, y: quantiles['0.5']!, low: quantiles['0.05']!, high: quantiles['0.95']!, verdict };
  }
  const [y, reach] = [mean!, errorBar * standardError!];
  return { x: position, y, low: y - reach, high: y + reach, verdict };
}

function bandOf(cells: readonly ResultCell[], x: string) {
  const sorted = [...cells].sort((a, b) => positionOf(a, x) - positionOf(b, x));
  return {
    x: sorted.map((cell) => positionOf(cell, x)),
    low: sorted.map((cell) => cell.quantiles['0.05']!),
    high: sorted.map((cell) => cell.quantiles['0.95']!),
  };
}

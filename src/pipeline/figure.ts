/** From results to the figure that shows them: theory evaluated densely as lines, the largest simulated size as marks. */
import type { Figure, HeatmapFigure, MapMark, Mark, Series, Vertical } from '../figure/figure.ts';
import type { Theme } from '../figure/theme.ts';
import type { Venue } from '../figure/venue.ts';
import { limitPlace } from '../models/host.ts';
import type { Model } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import { minimise } from '../numerics/minimum.ts';
import { isInDomain, type Parameter, type Point } from '../problem/parameter.ts';
import { cautionLines } from '../report/cautions.ts';
import type { CurvesPlan, HeatmapPlan } from '../scenario/scenario.ts';
import { type Axis, expandPoints } from '../scenario/values.ts';
import { engine, engineName, speaksOf, type Theory } from '../theories/theory.ts';
import { theoriesOf } from './claims.ts';
import { axisTex, noteOf, numberTex, parameterOf, textTex, valueTex } from './labels.ts';
import { phaseGrid } from './phaseMap.ts';
import type { ResultCell, Results } from './results.ts';

/** Points of a theory line, besides those that crowd around a threshold. */
const linePoints = 240;
const mapPoints = { x: 121, y: 81 };
/** Error bars and bands: two standard errors, or the 5 % to 95 % quantiles over trials. */
const errorBar = 2;

/** What `descent plot` may change without recomputing. */
export interface FigureChanges {
  readonly width?: Venue;
  readonly theme?: Theme;
  readonly aspect?: number;
  readonly xScale?: 'linear' | 'log';
  readonly yScale?: 'linear' | 'log';
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
}

/** The figure of one or several results (overlaid, in the first one's frame); null when the scenario draws none. */
export function figureOf(all: readonly Results[], changes: FigureChanges = {}): Figure | null {
  const first = all[0]!;
  if (first.scenario.figure === null) return null;
  const plan = { ...first.scenario.figure, ...changes };
  const model = modelNamed(first.scenario.model);
  const common = {
    title: plan.title,
    description: describe(all, plan.kind),
    width: plan.width,
    theme: plan.theme,
    ...(changes.aspect === undefined ? {} : { aspect: changes.aspect }),
    x: axis(model, plan.x, plan.xScale, plan.xDomain),
    y: axis(model, plan.y, plan.yScale, plan.yDomain),
    verticals: thresholds(model, plan, first),
    provenance: all.map(({ theory: _, cells: __, ...rest }) => rest),
    ...noteOf(cautionsOf(all).flat(), factorTex(first)),
  };
  if (plan.kind === 'heatmap') return { kind: 'heatmap', ...common, ...heatmap(model, plan, first) };
  const series = all.flatMap((results, i) =>
    curves(results, { ...plan, title: all.length > 1 ? `${i + 1}` : '' }),
  );
  return { kind: 'curves', ...common, series };
}

function axis(
  model: Model,
  shown: string | readonly string[],
  scale: 'linear' | 'log',
  domain: readonly [number, number] | null,
) {
  const names = [shown].flat();
  const apart = names.map((name) => axisTex(model, name)).join(',\\; ');
  const label = names.length > 1 ? (model.observables.together ?? apart) : apart;
  return { label, scale, ...(domain ? { domain } : {}) };
}

function factorTex({ scenario: { comparison } }: Results): string[] {
  return comparison.theoryFactor === 1
    ? []
    : [`\\text{theory} \\times ${numberTex(comparison.theoryFactor)}`];
}

/** Of every point of the scans. */
function cautionsOf(all: readonly Results[]): (readonly string[])[] {
  return all.flatMap((results) =>
    expandPoints(axesOf(results)).map(modelNamed(results.scenario.model).cautions),
  );
}

function describe(all: readonly Results[], kind: string): string {
  const { scenario, verdict } = all[0]!;
  const marks = scenario.simulation
    ? ` Marks: simulation${sizeText(scenario.simulation.sizes)}, bars of two standard errors; near the ridgeless threshold medians and 5 % to 95 % quantiles. Verdict: ${verdict}.`
    : '';
  const lines = `${kind === 'curves' ? 'Lines' : 'Colours'}: asymptotic theory.${marks}`;
  return [lines, ...cautionLines(cautionsOf(all))].join(' ');
}

function sizeText(sizes: readonly number[] | null): string {
  return sizes === null ? '' : ` at the largest size (${sizes.at(-1)})`;
}

/** The scan's axes from a resolved scenario. */
function axesOf({ scenario }: Results): Axis[] {
  return Object.entries({ ...scenario.parameters, ...scenario.inputs }).map(([name, values]) => ({
    name,
    values: [values].flat() as Axis['values'],
  }));
}

function axisValues(results: Results, name: string): Axis['values'] {
  return axesOf(results).find((candidate) => candidate.name === name)!.values;
}

function thresholds(model: Model, plan: CurvesPlan | HeatmapPlan, results: Results): Vertical[] {
  const points = expandPoints(axesOf(results).filter(({ name }) => name !== plan.x));
  const at = (point: Point) => model.threshold(plan.x, point);
  const first = at(points[0]!);
  // On a map a vertical line stands for all values of y.
  const shown = plan.kind === 'curves' || points.every((point) => at(point) === first) ? points : [];
  const found = shown.map(at).filter((x) => x !== null);
  const range = rangeOf(results, plan.x, plan.xDomain);
  return [...new Set(found)]
    .filter((x) => x >= range.low && x <= range.high)
    .map((x) => ({ x, label: `${parameterOf(model, plan.x).tex} = ${numberTex(x)}` }));
}

/** What is shown of an axis: its domain or the extent of its values, and around one value alone a factor of two to either side. */
function rangeOf(
  results: Results,
  name: string,
  domain: readonly [number, number] | null,
): { low: number; high: number } {
  if (domain) return { low: domain[0], high: domain[1] };
  const values = axisValues(results, name) as readonly number[];
  const [low, high] = [Math.min, Math.max].map((most) => values.reduce((a, b) => most(a, b))) as [
    number,
    number,
  ];
  if (low < high) return { low, high };
  return low === 0 ? { low, high: 1 } : { low: low - Math.abs(low) / 2, high: high + Math.abs(high) };
}

function curves(results: Results, plan: CurvesPlan): Series[] {
  const model = modelNamed(results.scenario.model);
  const axes = axesOf(results).filter(({ name }) => name !== plan.x);
  const factor = results.scenario.comparison.theoryFactor;
  const { drawn, several } = drawnTheories(results);
  const curveOf = (quantity: string, point: Point, theory: Theory, marked: string) => {
    const grid = denseGrid(
      rangeOf(results, plan.x, plan.xDomain),
      plan.xScale,
      model.threshold(plan.x, point),
    );
    const shown = theory.sparse ? (axisValues(results, plan.x) as readonly number[]) : grid;
    const x = [...new Set(shown.map((value) => realised(parameterOf(model, plan.x), value)))];
    const asked = { model, axes: [plan.x], quantity, factor, theory };
    const y = x.map((value) => theoryAt({ ...point, [plan.x]: value }, asked));
    const cells = theory.name === marked ? largestCells(results, quantity, point, theory) : [];
    const names = plan.series.map((name) => valueTex(model, name, point[name]!));
    const title = plan.title === '' ? [] : [`\\text{${plan.title}}`];
    const which = plan.y.length > 1 ? [axisTex(model, quantity)] : [];
    const by = several ? [`\\text{${textTex(theory.name)}}`] : [];
    const label = [...title, ...which, ...names, ...by].join(',\\; ');
    const marks = cells.map((cell) => markOf(cell, plan.x));
    const wide = plan.bands && cells.length > 1 ? { band: bandOf(cells, plan.x) } : {};
    return { label: label || axisTex(model, quantity), line: { x, y }, marks, ...wide };
  };
  const points = expandPoints(axes);
  const all = plan.y.flatMap((quantity) =>
    points.flatMap((point) => {
      const speaking = drawn.filter((theory) => speaksOf(theory, quantity));
      const marked = markedBy(speaking, quantity).name;
      return speaking.map((theory) => curveOf(quantity, point, theory, marked));
    }),
  );
  return plan.floor && model.floor ? [...all, ...floors(results, plan, points, model.floor)] : all;
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

/** Theories in the scenario's order; those that know single points only are drawn there. */
function drawnTheories({ scenario }: Results): {
  readonly drawn: readonly Theory[];
  readonly several: boolean;
} {
  const drawn = theoriesOf(scenario);
  return { drawn, several: drawn.length > 1 || drawn[0]!.name !== engineName };
}

/** The theory that maps show, and whose verdicts marks have: the first one that is known between points, too. */
function markedBy(theories: readonly Theory[], quantity: string): Theory {
  const speaking = theories.filter((theory) => speaksOf(theory, quantity));
  return speaking.find(({ sparse }) => !sparse) ?? speaking[0] ?? engine;
}

interface Asked {
  readonly model: Model;
  /** Parameters on axes, which may reach beyond their domains. */
  readonly axes: readonly string[];
  readonly quantity: string;
  readonly factor: number;
  readonly theory: Theory;
}

/** The theory at a point; a gap where it diverges, or where an axis reaches beyond its parameter's domain. */
function theoryAt(point: Point, { model, axes, quantity, factor, theory }: Asked): number | null {
  const beyond = axes.some((name) => {
    const parameter = parameterOf(model, name);
    return parameter.kind !== 'number' || !isInDomain(Number(point[name]), parameter);
  });
  const value = beyond ? undefined : theory.state(quantity, limitPlace(model, point)).value;
  return value === undefined ? null : value * factor;
}

/** The value of an axis that the parameter can take: a whole number where it has to be one. */
function realised(parameter: Parameter, value: number): number {
  return parameter.kind === 'number' && parameter.whole ? Math.round(value) : value;
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

/** The largest simulated size of every cell on one curve, in ascending x. */
function largestCells(results: Results, quantity: string, fixed: Point, theory: Theory): ResultCell[] {
  const last = new Map<string, ResultCell>();
  for (const cell of results.cells) {
    const matches = Object.entries(fixed).every(([name, value]) => cell.parameters[name] === value);
    // Where they are not finite there is no mark.
    const isOwn = cell.quantity === quantity && (cell.by ?? engineName) === theory.name;
    if (isOwn && matches && cell.mean !== null && cell.standardError !== null)
      last.set(JSON.stringify(cell.parameters), cell);
  }
  return [...last.values()];
}

/** Where the cell stands: at the ratio that its sizes realise. */
function positionOf(cell: ResultCell, name: string): number {
  return Number(cell.ratios[name] ?? cell.parameters[name]);
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

function heatmap(
  model: Model,
  plan: HeatmapPlan,
  results: Results,
): Pick<HeatmapFigure, 'color' | 'grid' | 'optimum' | 'marks'> {
  const fixed = expandPoints(axesOf(results).filter(({ name }) => name !== plan.x && name !== plan.y))[0]!;
  const quantity = plan.color;
  const factor = results.scenario.comparison.theoryFactor;
  const { drawn } = drawnTheories(results);
  const theory = markedBy(drawn, quantity);
  const asked = { model, axes: [plan.x, plan.y], quantity, factor, theory };
  const risk = (x: number, y: number) =>
    theoryAt(
      {
        ...fixed,
        [plan.x]: realised(parameterOf(model, plan.x), x),
        [plan.y]: realised(parameterOf(model, plan.y), y),
      },
      asked,
    );
  const x = evenGrid(rangeOf(results, plan.x, plan.xDomain), plan.xScale, mapPoints.x);
  const y = evenGrid(rangeOf(results, plan.y, plan.yDomain), plan.yScale, mapPoints.y);
  const marks = largestCells(results, plan.color, fixed, theory).map(
    (cell): MapMark => ({ x: positionOf(cell, plan.x), y: positionOf(cell, plan.y), verdict: cell.verdict }),
  );
  const label = axisTex(model, plan.color);
  const { phases } = model.observables.quantities.find(({ name }) => name === quantity) ?? {};
  const boundary = phases && {
    x,
    y,
    scales: { x: plan.xScale, y: plan.yScale },
    threshold: (along: 'x' | 'y', other: number) =>
      model.threshold(plan[along], { ...fixed, [plan[along === 'x' ? 'y' : 'x']]: other }),
    phase: risk,
  };
  const values =
    (boundary && phaseGrid(boundary)) ?? y.map((yValue) => x.map((xValue) => risk(xValue, yValue)));
  const scale: 'linear' | 'log' = spansDecades(values) ? 'log' : 'linear';
  const color = phases
    ? { label, scale: 'linear' as const, domain: [0, 1] as const, phases }
    : { label, scale };
  const optimum = plan.optimum === null ? {} : { optimum: optimumLine(model, plan, { x, y, risk }) };
  return { color, grid: { x, y, values }, marks, ...optimum };
}

function optimumLine(
  model: Model,
  plan: HeatmapPlan,
  {
    x,
    y,
    risk,
  }: { x: readonly number[]; y: readonly number[]; risk: (x: number, y: number) => number | null },
) {
  const along = plan.optimum === plan.x;
  const searched = along ? x : y;
  const label = `\\text{optimal } ${parameterOf(model, along ? plan.x : plan.y).tex}`;
  // A least value at the border of the map is no optimum.
  const found = (along ? y : x)
    .map((fixed) => ({
      fixed,
      best: minimise(
        searched,
        (value) => (along ? risk(value, fixed) : risk(fixed, value)) ?? Number.POSITIVE_INFINITY,
      ),
    }))
    .filter(({ best }) => best > searched[1]! && best < searched.at(-2)!);
  const fixed = found.map((each) => each.fixed);
  const best = found.map((each) => each.best);
  return along ? { label, x: best, y: fixed } : { label, x: fixed, y: best };
}

function evenGrid(
  { low, high }: { low: number; high: number },
  scale: 'linear' | 'log',
  count: number,
): number[] {
  return Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1);
    return scale === 'log' ? low * (high / low) ** t : low + (high - low) * t;
  });
}

function spansDecades(values: readonly (readonly (number | null)[])[]): boolean {
  const finite = values.flat().filter((value) => value !== null);
  const low = Math.min(...finite);
  return low > 0 && Math.max(...finite) / low > 10;
}

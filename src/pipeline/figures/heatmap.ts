/** A quantity as colour over two parameters, with the marks of what was simulated. */
import type { HeatmapFigure, MapMark } from '../../figure/figure.ts';
import type { Model } from '../../models/model.ts';
import { modelNamed } from '../../models/registry.ts';
import { minimise } from '../../numerics/minimum.ts';
import type { HeatmapPlan } from '../../scenario/scenario.ts';
import { expandPoints } from '../../scenario/values.ts';
import { axisTex, parameterOf } from '../labels.ts';
import { phaseGrid } from '../phaseMap.ts';
import type { Results } from '../results.ts';
import type { CommonParts, FigureKind } from './kinds.ts';
import {
  affordable,
  axesOf,
  drawnTheories,
  largestCells,
  markedBy,
  positionOf,
  rangeOf,
  realised,
  slowly,
  theoryAt,
} from './parts.ts';

const mapPoints = { x: 121, y: 81 };
/** Along an axis, however slow the theory is. */
const fewestPoints = 3;

export const heatmapKind: FigureKind<HeatmapPlan> = {
  name: 'heatmap',
  shows: 'Colours',
  fillsPlane: true,
  build: (common, plan, [first]) => {
    const { slow, missing, ...map } = heatmap(modelNamed(first!.scenario.model), plan, first!);
    return { kind: 'heatmap', ...common, ...atEdges(slowly(common, slow), missing), ...map };
  },
};

function heatmap(
  model: Model,
  plan: HeatmapPlan,
  results: Results,
): Pick<HeatmapFigure, 'color' | 'grid' | 'optimum' | 'marks'> & {
  readonly slow: readonly string[];
  readonly missing: Missing | null;
} {
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
  const scan = results.theory.map(({ parameters }) => parameters);
  const share = Math.min(1, Math.sqrt(affordable(scan, asked) / (mapPoints.x * mapPoints.y)));
  const countOf = (points: number) => Math.max(fewestPoints, Math.round(share * points));
  const x = evenGrid(rangeOf(results, plan.x, plan.xDomain), plan.xScale, countOf(mapPoints.x));
  const y = evenGrid(rangeOf(results, plan.y, plan.yDomain), plan.yScale, countOf(mapPoints.y));
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
  const { missing = null, ...optimum } =
    plan.optimum === null ? {} : optimumLine(model, plan, { x, y, risk });
  const slow = share < 1 ? [theory.name] : [];
  return { color, grid: { x, y, values }, marks, ...optimum, slow, missing };
}

/** Lines across the map on which the least value is at its border. */
interface Missing {
  readonly label: string;
  readonly lines: number;
  readonly of: number;
}

/** What is said where the map does not reach the optimum. */
function atEdges<T extends Pick<CommonParts, 'note' | 'description'>>(common: T, missing: Missing | null): T {
  if (missing === null) return common;
  const { label, lines, of } = missing;
  const said = `${label} \\text{ beyond the map${lines < of ? ' in places' : ''}}`;
  return {
    ...common,
    note: common.note === undefined ? said : `${common.note},\\; ${said}`,
    description: `${common.description} On ${lines} of ${of} lines the least value is at the border of the map, and no optimum is drawn.`,
  };
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
  const lines = (along ? y : x).length;
  const missing = found.length < lines ? { label, lines: lines - found.length, of: lines } : null;
  return { optimum: along ? { label, x: best, y: fixed } : { label, x: fixed, y: best }, missing };
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

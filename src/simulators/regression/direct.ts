/** The plain design: every cell on a draw of its own, every ridge, or schedule, and every label by one fit. */
import type { Backend } from '../../linalg/backend.ts';
import { cellName, type DrawCell, inputDimension } from '../../problem/cell.ts';
import { fitFiltered } from '../../problem/rules/filters.ts';
import { drawDesign, drawInputRows, drawLabels, openStreams } from '../draw.ts';
import type { TrialDesign, TrialPlan, TrialValues } from '../trial.ts';
import { designRows, directBytes, directOperations } from './costs.ts';
import { exactValues } from './exact.ts';
import { type FitRule, fittedValues, regressionColumns } from './fitted.ts';
import { heldOutValues } from './heldOut.ts';

export const direct: TrialDesign = {
  name: 'direct',
  version: 1,
  columns: regressionColumns,
  run,
  bytes: directBytes,
  operations: directOperations,
};

/** The one cell that a plan of this design is about. */
function cellOf({ series }: TrialPlan): DrawCell {
  return series[0]!.cell;
}

function run(backend: Backend, plan: TrialPlan, trial: number): TrialValues[] {
  const cell = cellOf(plan);
  const streams = openStreams(plan.seed, cellName(cell), trial);
  const shifts = plan.series.map(({ ridge }) => penalty(cell, ridge));
  const rule = ruleOf(plan, cell);
  if (cell.data) return heldOutValues(backend, cell, streams, shifts, rule);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const drawn = { x, streams, ...drawDesign(backend, cell, x, streams, designRows(plan)) };
  if (plan.labels === 'exact') return exactValues(backend, plan, cell, drawn, shifts);
  return fittedValues(backend, cell, drawn, drawLabels(backend, plan, cell, streams), shifts, rule);
}

/** How training goes on, where it stops before its end; undefined: ridge regression. */
function ruleOf({ series }: TrialPlan, cell: DrawCell): FitRule | undefined {
  const schedules = series.flatMap(({ schedule }) => schedule ?? []);
  if (schedules.length === 0) return undefined;
  if (schedules.length < series.length) throw new TypeError('a plan with schedules for some of its series');
  return (backend, design, y) => fitFiltered(backend, design, y, schedules, penalty(cell, 1));
}

/** Weight of |a|² when the data term is Σ(y−f)²: nλ for linear features, nNλ/d for random ones. */
export function penalty(cell: DrawCell, ridge: number): number {
  const perSample = cell.samples * ridge;
  return cell.features.kind === 'random'
    ? (perSample * cell.features.count) / inputDimension(cell)
    : perSample;
}

/** The plain design: every cell on a draw of its own, every ridge, or schedule, and every label by one fit. */
import type { Backend } from '../../linalg/backend.ts';
import { fitFiltered } from '../../solvers/filters.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import { drawInputRows, drawLabels, openStreams } from '../draw.ts';
import type { TrialDesign, TrialValues } from '../simulator.ts';
import { type Capabilities, refusalOf } from './capabilities.ts';
import { designRows, directBytes, directOperations } from './costs.ts';
import { exactValues } from './exact.ts';
import { type FitRule, fittedValues, regressionColumns } from './fitted.ts';
import { heldOutValues } from './heldOut.ts';
import { cellDraw, cellOf, cellPlans, type RegressionPlan } from './plan.ts';
import { riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

const can: Capabilities = { exact: true, data: true, schedules: true };

export const direct: TrialDesign<RegressionPlan, Readout> = {
  name: 'direct',
  version: 1,
  columns: regressionColumns,
  quantities: riskQuantities,
  refuses: (...given) => refusalOf(can, ...given),
  plans: cellPlans,
  draw: cellDraw,
  run,
  bytes: directBytes,
  lighter,
  operations: directOperations,
};

function run(backend: Backend, plan: RegressionPlan, trial: number): TrialValues[] {
  const cell = cellOf(plan);
  const streams = openStreams(plan.seed, cellName(cell), trial);
  const shifts = plan.series.map(({ ridge }) => penalty(cell, ridge));
  const rule = ruleOf(plan, cell);
  if (cell.data) return heldOutValues(backend, cell, streams, shifts, rule);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const sampler = samplerOf(cell);
  const drawn = { x, streams, ...sampler.design(backend, x, streams, designRows(plan)) };
  if (plan.labels === 'exact') return exactValues(backend, plan, cell, drawn, shifts);
  return fittedValues(backend, sampler, drawn, drawLabels(backend, plan, cell, streams), shifts, rule);
}

/** How training goes on, where it stops before its end; undefined: ridge regression. */
function ruleOf({ series }: RegressionPlan, cell: DrawCell): FitRule | undefined {
  const schedules = series.flatMap(({ schedule }) => schedule ?? []);
  if (schedules.length === 0) return undefined;
  if (schedules.length < series.length) throw new TypeError('a plan with schedules for some of its series');
  return (backend, design, y) => fitFiltered(backend, design, y, schedules, penalty(cell, 1));
}

/** Weight of |a|² when the data term is Σ(y−f)²: nλ for linear features, nNλ/d for random ones. */
export function penalty(cell: DrawCell, ridge: number): number {
  return samplerOf(cell).penalty(cell.samples * ridge);
}

function lighter({ labels, series }: RegressionPlan): string {
  const smaller = 'choose smaller sizes';
  if (labels === 'exact')
    return `labels: exact holds the design and the moments of all of it whole; ${smaller}, or a number of labels`;
  const fits = new Set(series.map(({ ridge }) => ridge)).size * labels;
  return `inputs and the smaller Gram matrix are held whole, and the fits of ${fits} label vectors and more; ${smaller}${fits > 1 ? ', fewer labels or fewer ridges' : ''}`;
}

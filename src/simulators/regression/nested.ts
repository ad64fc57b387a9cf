/**
 * The design of nested trials: inputs, hidden weights and labels are drawn once, at the largest sizes of a path, and every member sees its
 * leading part. Each member has the law of a trial of its own; different members' trials are correlated.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowsOf, setColumns } from '../../linalg/matrix.ts';
import { drawInputs } from '../../parts/inputs/distributions.ts';
import { type DesignPath, fitRidgePath, type PathFit } from '../../solvers/ridgePath.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import {
  drawInputRows,
  drawLabels,
  drawNoises,
  drawTargets,
  type LabelDraws,
  labelMatrix,
  openStreams,
  type Streams,
} from '../draw.ts';
import { type Asked, digestOf, type TrialDesign, type TrialValues } from '../simulator.ts';
import { type Capabilities, refusalOf } from './capabilities.ts';
import { penalty } from './direct.ts';
import { partsOf, regressionColumns } from './fitted.ts';
import { nestedBytes, nestedOperations } from './nestedCosts.ts';
import { type Along, alongOf, countOf, type Member, pathName, pathOf } from './path.ts';
import { plansByDraw, type RegressionCase, type RegressionPlan } from './plan.ts';
import { riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

const can: Capabilities = {
  limits: (cell) =>
    samplerOf(cell).drawn
      ? null
      : {
          // Inputs whose leading coordinates have the law of inputs of that dimension.
          distributions: ['gaussian', 'rademacher'],
          linear: false,
          expected: 'gaussian or rademacher inputs, isotropic, and observedShare 1',
        },
};

export const nested: TrialDesign<RegressionPlan, Readout> = {
  name: 'nested',
  version: 1,
  columns: regressionColumns,
  quantities: riskQuantities,
  together: true,
  refuses: (...given) => refusalOf(can, ...given),
  plans,
  draw,
  run,
  bytes: nestedBytes,
  lighter: () =>
    'the design nested holds the largest design and the fits of all points; choose smaller sizes, fewer points or labels, or the design direct',
  operations: nestedOperations,
};

/** One plan a path, its members in ascending order. */
function plans(cases: readonly RegressionCase[], asked: Asked): RegressionPlan[] {
  if (cases.length === 0) return [];
  const along = alongOf(cases);
  const found = plansByDraw(cases, asked, { nameOf: (cell) => pathName(cell, along) });
  return found.map((plan) => ({
    ...plan,
    series: plan.series.toSorted(
      (a, b) => countOf(a.cell, along) - countOf(b.cell, along) || a.ridge - b.ridge,
    ),
  }));
}

function draw({ series }: RegressionPlan): string {
  const cells = [...new Set(series.map(({ cell }) => cellName(cell)))];
  return cells.length === 1 ? cells[0]! : digestOf(cells.join());
}

function run(backend: Backend, plan: RegressionPlan, trial: number): TrialValues[] {
  const { along, members } = pathOf(plan.series);
  const largest = members.at(-1)!.cell;
  const streams = openStreams(plan.seed, pathName(largest, along), trial);
  const own = (cell: DrawCell) => openStreams(plan.seed, cellName(cell), trial);
  const context = { backend, plan, along, members, largest, streams, own };
  const values = samplerOf(largest).drawn ? runRandom(context) : runLinear(context);
  return plan.series.map(({ cell, ridge }) => {
    const i = members.findIndex(({ count }) => count === countOf(cell, along));
    return values[i]![members[i]!.ridges.indexOf(ridge)]!;
  });
}

interface Context {
  readonly backend: Backend;
  readonly plan: RegressionPlan;
  readonly along: Along;
  readonly members: readonly Member[];
  readonly largest: DrawCell;
  /** The path's streams, and those of what a member draws for itself. */
  readonly streams: Streams;
  readonly own: (cell: DrawCell) => Streams;
}

/** Label draws of a member, and its y. */
interface Labelled {
  readonly labels: LabelDraws;
  readonly y: Matrix;
}

/** Random features: along the parameters all labels are common, along the samples all targets. */
function runRandom({ backend, plan, along, members, largest, streams, own }: Context): TrialValues[][] {
  const sampler = samplerOf(largest);
  const x = drawInputRows(backend, largest, largest.samples, streams('inputs'));
  const weights = sampler.weights(backend, [streams])!;
  const rows = along === 'parameters' ? sampler.rows(backend, weights, x) : sampler.rows(backend, x, weights);
  const labelled =
    along === 'parameters'
      ? commonLabels(backend, x, drawLabels(backend, plan, largest, streams), members)
      : ownNoise({ backend, plan, members, largest, streams, own }, x);
  const { labels, y } = labelled.at(-1)!;
  const width = y.columns;
  const common = [0, along === 'samples' ? width - labels.noise.columns : width] as const;
  const fits = fitAll(backend, { along, rows, common }, members, labelled);
  const coefficients = [...new Set(fits.map((fit) => fit.coefficients))];
  const found = sampler.risks(backend, { weights, labels, coefficients, width, streams });
  return fits.map(({ coefficients: holder, first, squares }) => {
    const risks = found[coefficients.indexOf(holder)]!.subarray(first, first + squares.length);
    return partsOf(risks, squares, labels, width);
  });
}

function commonLabels(
  backend: Backend,
  x: Matrix,
  labels: LabelDraws,
  members: readonly Member[],
): Labelled[] {
  const y = labelMatrix(backend, x, labels, labels.noise);
  return members.map(() => ({ labels, y }));
}

/**
 * Leading rows of the targets' values, and noise vectors of every member's own: the leading part of orthogonal vectors is not orthogonal, and
 * an average over it would have the right mean but vary more.
 */
function ownNoise(
  { backend, plan, members, largest, streams, own }: Omit<Context, 'along'>,
  x: Matrix,
): Labelled[] {
  const targets = drawTargets(backend, plan, largest, streams);
  const values = labelMatrix(backend, x, targets, null);
  return members.map(({ cell, count }) => {
    const noise = drawNoises(backend, plan, count, own(cell));
    const y = backend.workspace.matrix(count, values.columns + noise.columns);
    setColumns(y, 0, rowsOf(values, 0, count));
    setColumns(y, values.columns, noise);
    return { labels: { ...targets, noise }, y };
  });
}

/** Isotropic linear features along their number p: β ∈ ℝᵖ of unit power is each member's own, the noise common. */
function runLinear({ backend, plan, along, members, largest, streams, own }: Context): TrialValues[][] {
  const { workspace } = backend;
  const n = largest.samples;
  const rows = workspace.matrix(members.at(-1)!.count, n);
  drawInputs(largest.distribution, streams('inputs'), rows.data, n);
  const noise = drawNoises(backend, plan, n, streams);
  const labelled = members.map(({ cell, count }) => {
    const targets = drawTargets(backend, plan, cell, own(cell));
    const y = labelMatrix(backend, rowsOf(rows, 0, count), targets, noise, { byColumns: true });
    return { labels: { ...targets, noise }, y };
  });
  const { columns } = labelled[0]!.y;
  const common = [columns - noise.columns, columns] as const;
  const fits = fitAll(backend, { along, rows, common }, members, labelled);
  return fits.map(({ coefficients, squares }, i) => {
    const { labels, y } = labelled[i]!;
    const fitted = { weights: null, labels, coefficients: [coefficients], width: y.columns, streams };
    const [risks] = samplerOf(members[i]!.cell).risks(backend, fitted);
    return partsOf(risks!, squares, labels, y.columns);
  });
}

function fitAll(
  backend: Backend,
  path: DesignPath,
  members: readonly Member[],
  labelled: readonly Labelled[],
): PathFit[] {
  const asked = members.map(({ cell, count, ridges }, i) => ({
    count,
    y: labelled[i]!.y,
    shifts: ridges.map((ridge) => penalty(cell, ridge)),
  }));
  return fitRidgePath(backend, path, asked);
}

/**
 * One trial: draw a training set and a feature map, fit every ridge, measure every risk. Nothing of the theory is used.
 */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, setColumns } from '../linalg/matrix.ts';
import { cellName, type DrawCell, inputDimension, parameterCount } from '../problem/cell.ts';
import { findActivation } from '../problem/features/activations.ts';
import { linearRisks, observe } from '../problem/features/linear.ts';
import {
  drawWeights,
  exactAverages,
  exactRisks,
  features,
  scaleColumns,
} from '../problem/features/random.ts';
import { drawInputs } from '../problem/inputs/distributions.ts';
import {
  drawNoise,
  drawNonlinear,
  drawSignals,
  evaluateNonlinear,
  type NonlinearTarget,
} from '../problem/labels/regression.ts';
import { fitRidge } from '../problem/rules/ridge.ts';
import { openStream, type Stream, streamKey } from '../random/stream.ts';

/** What every trial of a cell does. */
export interface TrialPlan {
  readonly cell: DrawCell;
  readonly ridges: readonly number[];
  /** Label draws averaged within a trial. */
  readonly labels: number;
  /** Whether a nonlinear target is fitted beside signal and noise. */
  readonly nonlinear: boolean;
  readonly seed: string;
}

/**
 * Per unit of signal, nonlinear and noise power: the population risk of fitting that part alone, and its mean squared residual. Any
 * powers' risks are linear combinations: the reason why noise levels and signal strengths are free.
 */
export type TrialValues = readonly [
  riskSignal: number,
  riskNonlinear: number,
  riskNoise: number,
  trainSignal: number,
  trainNonlinear: number,
  trainNoise: number,
];

/** Fresh inputs on which the risk is measured where no closed form exists. */
export const testPointCount = 2048;

/** The random streams of a trial, by role. */
const roles = { inputs: 0, weights: 1, signal: 2, nonlinear: 3, noise: 4, testInputs: 5 } as const;

/** Test points per trial: 0 where the population risk is exact. */
export function testPoints(cell: DrawCell): number {
  if (cell.features.kind === 'linear') return 0;
  return exactAverages(findActivation(cell.features.activation), cell.distribution) ? 0 : testPointCount;
}

/** Run trial number `trial` of the plan; one entry a ridge. The same numbers whatever ran before it, on any thread. */
export function runTrial(backend: Backend, plan: TrialPlan, trial: number): TrialValues[] {
  const key = streamKey(plan.seed, cellName(plan.cell));
  const stream = (role: keyof typeof roles) => openStream(key, roles[role], trial);
  backend.workspace.reserve(trialBytes(plan));
  return backend.workspace.scope(() => {
    const { cell } = plan;
    const { workspace } = backend;
    const x = drawDesign(backend, plan, cell.samples, stream('inputs'));
    const signals = workspace.matrix(x.columns, plan.labels);
    drawSignals(backend, signals, cell.blocks, stream('signal'));
    const nonlinear = plan.nonlinear
      ? drawNonlinear(plan.labels, cell.blocks, cell.distribution, stream('nonlinear'))
      : [];
    const noise = workspace.matrix(cell.samples, plan.labels);
    drawNoise(backend, noise, stream('noise'));
    const y = labelMatrix(backend, x, signals, nonlinear, noise);
    const z = workspace.matrix(cell.samples, parameterCount(cell));
    const weights = designMatrix(backend, plan, z, x, stream);
    const penalties = plan.ridges.map((ridge) => penalty(cell, ridge));
    const fits = fitRidge(backend, z, y, penalties);
    const coefficients = fits.map((fit) => fit.coefficients);
    const risks = populationRisks(backend, plan, { weights, signals, nonlinear, coefficients, stream });
    return fits.map(({ residuals }, i) => [
      ...averageParts(risks[i]!, plan),
      ...averageParts(meanSquares(residuals), plan),
    ]);
  });
}

/** Weight of |a|² when the data term is Σ(y−f)²: nλ for linear features, nNλ/d for random ones. */
export function penalty(cell: DrawCell, ridge: number): number {
  const perSample = cell.samples * ridge;
  return cell.features.kind === 'linear'
    ? perSample
    : (perSample * cell.features.count) / inputDimension(cell);
}

function drawDesign(backend: Backend, { cell }: TrialPlan, rows: number, stream: Stream): Matrix {
  const x = backend.workspace.matrix(rows, inputDimension(cell));
  drawInputs(cell.distribution, stream, x.data, x.columns);
  scaleColumns(x, cell.blocks);
  return x;
}

/** Fill z with the features of x; returns the hidden weights, if there are any. */
function designMatrix(
  backend: Backend,
  { cell }: TrialPlan,
  z: Matrix,
  x: Matrix,
  stream: (role: keyof typeof roles) => Stream,
): Matrix | null {
  if (cell.features.kind === 'linear') {
    observe(z, x, cell.blocks);
    return null;
  }
  const weights = backend.workspace.matrix(cell.features.count, x.columns);
  drawWeights(weights, cell.features.weights, stream('weights'));
  features(backend, z, x, weights, findActivation(cell.features.activation));
  return weights;
}

/** Columns: signal draws, nonlinear draws if any, noise draws if any noise is given. */
function labelMatrix(
  backend: Backend,
  x: Matrix,
  signals: Matrix,
  nonlinear: readonly NonlinearTarget[],
  noise: Matrix | null,
): Matrix {
  const { workspace } = backend;
  const draws = signals.columns;
  const columns = draws + nonlinear.length + (noise ? draws : 0);
  const y = workspace.matrix(x.rows, columns);
  workspace.scope(() => {
    const linear = workspace.matrix(x.rows, draws);
    backend.multiply(linear, x, signals);
    const quadratic = nonlinear.length > 0 ? workspace.matrix(x.rows, nonlinear.length) : null;
    if (quadratic) evaluateNonlinear(quadratic, nonlinear, x);
    let first = 0;
    for (const part of [linear, quadratic, noise].filter((part) => part !== null)) {
      setColumns(y, first, part);
      first += part.columns;
    }
  });
  return y;
}

/** Column by column. */
function meanSquares(matrix: Matrix): Float64Array {
  const squares = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (let c = 0; c < matrix.columns; c++) {
      squares[c]! += matrix.data[i * matrix.columns + c]! ** 2 / matrix.rows;
    }
  }
  return squares;
}

interface Fitted {
  readonly weights: Matrix | null;
  readonly signals: Matrix;
  readonly nonlinear: readonly NonlinearTarget[];
  readonly coefficients: readonly Matrix[];
  readonly stream: (role: keyof typeof roles) => Stream;
}

/** Risk of every column of every fit on fresh inputs: in closed form where there is one, else on test points. */
function populationRisks(backend: Backend, plan: TrialPlan, fitted: Fitted): Float64Array[] {
  const { cell } = plan;
  const { weights, signals, nonlinear, coefficients } = fitted;
  if (cell.features.kind === 'linear' || weights === null) {
    return coefficients.map((a) => linearRisks(a, signals, nonlinear.length, cell.blocks));
  }
  const activation = findActivation(cell.features.activation);
  const averages = exactAverages(activation, cell.distribution);
  if (averages) {
    const { distribution, blocks } = cell;
    return exactRisks(backend, { averages, distribution, blocks, weights, signals, nonlinear }, coefficients);
  }
  return backend.workspace.scope(() => {
    const x = drawDesign(backend, plan, testPointCount, fitted.stream('testInputs'));
    const target = labelMatrix(backend, x, signals, nonlinear, null);
    const z = backend.workspace.matrix(testPointCount, weights.rows);
    features(backend, z, x, weights, activation);
    return coefficients.map((a) =>
      backend.workspace.scope(() => {
        const errors = backend.workspace.matrix(testPointCount, a.columns);
        errors.data.fill(0);
        setColumns(errors, 0, target);
        backend.multiply(errors, z, a, { alpha: -1, beta: 1 });
        return meanSquares(errors);
      }),
    );
  });
}

/** Averages over the label draws of [signal, nonlinear (0 when absent), noise]. */
function averageParts(columns: Float64Array, { labels, nonlinear }: TrialPlan): [number, number, number] {
  const average = (part: number) => {
    let sum = 0;
    for (let c = part * labels; c < (part + 1) * labels; c++) sum += columns[c]!;
    return sum / labels;
  };
  return nonlinear ? [average(0), average(1), average(2)] : [average(0), 0, average(1)];
}

/** What costs depend on: inputs, samples, parameters and right-hand sides. */
function extents({ cell, labels, nonlinear }: TrialPlan) {
  const d = inputDimension(cell);
  const n = cell.samples;
  const p = parameterCount(cell);
  const columns = labels * (nonlinear ? 3 : 2);
  return { d, n, p, smaller: Math.min(n, p), columns, random: cell.features.kind === 'random' };
}

/** Bytes of matrices that one trial may hold at a time, with room to spare. */
export function trialBytes(plan: TrialPlan): number {
  const { cell, ridges, labels } = plan;
  const { d, n, p, smaller, columns, random } = extents(plan);
  const fits = ridges.length * columns;
  const fit = smaller * smaller * 3 + (n + p) * smaller + 4 * (n + p) * columns;
  const risk = random
    ? testPoints(cell) > 0
      ? testPointCount * (d + p + 2 * columns)
      : p * (2 * d + 128 + 3 * labels + fits) + 128 * fits
    : 0;
  const doubles = n * d + d * labels + 3 * n * columns + n * p + (random ? p * d : 0) + (n + p) * fits;
  return 8 * (doubles + Math.max(fit, risk)) + 2 ** 22;
}

/** Floating-point operations of one trial, roughly: for ordering, block sizes and the estimate of a dry run. */
export function trialOperations(plan: TrialPlan): number {
  const { cell, ridges, labels } = plan;
  const { d, n, p, smaller, columns, random } = extents(plan);
  const tests = testPoints(cell);
  const draw =
    20 * (n * d + (random ? p * d : 0)) + 2 * n * d * labels + (random ? 2 * n * p * d + 4 * n * p : 0);
  const fit = n * p * smaller + ridges.length * (smaller ** 3 / 3 + 2 * (smaller ** 2 + n * p) * columns);
  const risk = !random
    ? 0
    : tests > 0
      ? 2 * tests * p * (d + ridges.length * columns)
      : p * p * (d + 40 + ridges.length * columns);
  return draw + fit + risk;
}

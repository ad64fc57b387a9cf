/** What a trial draws: inputs, features and labels of a cell, each from a stream of its own. */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, rowsOf, setColumns, setTransposed } from '../linalg/matrix.ts';
import { type DrawCell, inputDimension, parameterCount, signalNorms } from '../problem/cell.ts';
import { findActivation } from '../problem/features/activations.ts';
import { observe } from '../problem/features/linear.ts';
import { drawWeights, features, scaleColumns } from '../problem/features/random.ts';
import { drawInputs } from '../problem/inputs/distributions.ts';
import {
  drawNoise,
  drawNonlinear,
  drawSignals,
  evaluateNonlinear,
  type NonlinearTarget,
} from '../problem/labels/regression.ts';
import { type DesignMatrix, heldDesign, isPrimal } from '../problem/rules/ridge.ts';
import { openStream, type Stream, streamKey } from '../random/stream.ts';
import type { TrialPlan } from './trial.ts';

/** The random streams of a trial, by role. */
const roles = {
  inputs: 0,
  weights: 1,
  signal: 2,
  nonlinear: 3,
  noise: 4,
  testInputs: 5,
  posterior: 6,
} as const;

export type Streams = (role: keyof typeof roles) => Stream;

/** The streams of a trial of what `name` describes. */
export function openStreams(seed: string, name: string, trial: number): Streams {
  const key = streamKey(seed, name);
  return (role) => openStream(key, roles[role], trial);
}

/** `rows` inputs of the cell's law, one a row. */
export function drawInputRows(backend: Backend, cell: DrawCell, rows: number, stream: Stream): Matrix {
  const x = backend.workspace.matrix(rows, inputDimension(cell));
  drawInputs(cell.distribution, stream, x.data, x.columns);
  scaleColumns(x, cell.blocks);
  return x;
}

/** What a trial fits: the design matrix of x, and the hidden weights, if there are any. */
export interface DrawnDesign {
  readonly design: DesignMatrix;
  readonly weights: Matrix | null;
}

/** @param panelRows rows of the design's longer side that are held at a time; Infinity: all of them */
export function drawDesign(
  backend: Backend,
  cell: DrawCell,
  x: Matrix,
  streams: Streams,
  panelRows: number,
): DrawnDesign {
  const { workspace } = backend;
  const [samples, parameters] = [x.rows, parameterCount(cell)];
  const primal = isPrimal({ samples, parameters });
  if (cell.features.kind !== 'random') {
    const z = workspace.matrix(samples, parameters);
    observe(z, x, cell.blocks);
    if (primal) return { design: heldDesign(samples, parameters, z), weights: null };
    return { design: heldDesign(samples, parameters, transposeOf(backend, z)), weights: null };
  }
  const weights = workspace.matrix(cell.features.count, x.columns);
  drawWeights(weights, cell.features.weights, streams('weights'));
  const activation = findActivation(cell.features.activation);
  const [long, short] = primal ? [x, weights] : [weights, x];
  const panel = workspace.matrix(Math.min(long.rows, panelRows), short.rows);
  if (panel.rows === long.rows) {
    features(backend, panel, long, short, activation);
    return { design: heldDesign(samples, parameters, panel), weights };
  }
  const panels: DesignMatrix['panels'] = (visit) => {
    for (let first = 0; first < long.rows; first += panel.rows) {
      const end = Math.min(long.rows, first + panel.rows);
      const rows = rowsOf(panel, 0, end - first);
      features(backend, rows, rowsOf(long, first, end), short, activation);
      visit(rows, first);
    }
  };
  return { design: { samples, parameters, whole: null, panels }, weights };
}

/** Targets of a trial: β of the signals in columns (d × draws), and nonlinear ones. */
export interface Targets {
  readonly signals: Matrix;
  readonly nonlinear: readonly NonlinearTarget[];
}

/** The label draws of a trial: targets, and noise in columns (n × draws). */
export interface LabelDraws extends Targets {
  readonly noise: Matrix;
}

/** Nonlinear targets that are drawn where the other parts are averaged exactly. */
export const exactNonlinearDraws = 16;

/** As many draws as the plan says; for `exact` whole bases, over which the average is the exact one. */
export function drawLabels(backend: Backend, plan: TrialPlan, cell: DrawCell, streams: Streams): LabelDraws {
  const targets = drawTargets(backend, plan, cell, streams);
  return { ...targets, noise: drawNoises(backend, plan, cell.samples, streams) };
}

/** For `exact`, signals along the coordinates that average to E ββᵀ. */
export function drawTargets(
  backend: Backend,
  plan: Pick<TrialPlan, 'labels' | 'nonlinear'>,
  cell: DrawCell,
  streams: Streams,
): Targets {
  const { blocks, distribution } = cell;
  const exact = plan.labels === 'exact';
  const draws = plan.labels === 'exact' ? inputDimension(cell) : plan.labels;
  const signals = backend.workspace.matrix(inputDimension(cell), draws);
  if (exact) {
    const norms = signalNorms(blocks);
    const roots = blocks.flatMap(({ count }, i) =>
      new Array<number>(count).fill(Math.sqrt((draws * norms[i]!) / count)),
    );
    setDiagonal(signals, Float64Array.from(roots));
  } else drawSignals(backend, signals, blocks, streams('signal'));
  const count = exact ? exactNonlinearDraws : draws;
  const nonlinear = plan.nonlinear ? drawNonlinear(count, blocks, distribution, streams('nonlinear')) : [];
  return { signals, nonlinear };
}

export function drawNoises(
  backend: Backend,
  { labels }: Pick<TrialPlan, 'labels'>,
  samples: number,
  streams: Streams,
): Matrix {
  const noise = backend.workspace.matrix(samples, labels === 'exact' ? samples : labels);
  if (labels === 'exact') setDiagonal(noise, new Float64Array(samples).fill(Math.sqrt(samples)));
  else drawNoise(backend, noise, streams('noise'));
  return noise;
}

function setDiagonal({ data, rows }: Matrix, diagonal: Float64Array): void {
  data.fill(0);
  for (let i = 0; i < rows; i++) data[i * (rows + 1)] = diagonal[i]!;
}

/**
 * Labels of the rows of x, or with `byColumns` of its columns, in columns: signal draws, nonlinear draws if any, noise draws if noise is
 * given.
 */
export function labelMatrix(
  backend: Backend,
  x: Matrix,
  { signals, nonlinear }: Targets,
  noise: Matrix | null,
  { byColumns = false }: { readonly byColumns?: boolean } = {},
): Matrix {
  const { workspace } = backend;
  const samples = byColumns ? x.columns : x.rows;
  const y = workspace.matrix(samples, signals.columns + nonlinear.length + (noise?.columns ?? 0));
  workspace.scope(() => {
    const linear = workspace.matrix(samples, signals.columns);
    backend.multiply(linear, x, signals, { transposeA: byColumns });
    const quadratic = nonlinear.length > 0 ? workspace.matrix(samples, nonlinear.length) : null;
    if (quadratic) evaluateNonlinear(quadratic, nonlinear, byColumns ? transposeOf(backend, x) : x);
    let first = 0;
    for (const part of [linear, quadratic, noise].filter((part) => part !== null)) {
      setColumns(y, first, part);
      first += part.columns;
    }
  });
  return y;
}

function transposeOf({ workspace }: Backend, matrix: Matrix): Matrix {
  const out = workspace.matrix(matrix.columns, matrix.rows);
  setTransposed(out, matrix);
  return out;
}

/** What a trial draws: inputs, features and labels of a cell, each from a stream of its own. */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, setColumns } from '../linalg/matrix.ts';
import { type DrawCell, inputDimension, parameterCount } from '../problem/cell.ts';
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
import { openStream, type Stream, streamKey } from '../random/stream.ts';
import type { TrialPlan } from './trial.ts';

/** The random streams of a trial, by role. */
const roles = { inputs: 0, weights: 1, signal: 2, nonlinear: 3, noise: 4, testInputs: 5 } as const;

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

/** The features of x, samples × parameters, and the hidden weights, if there are any. */
export function drawFeatures(
  backend: Backend,
  cell: DrawCell,
  x: Matrix,
  streams: Streams,
): { readonly z: Matrix; readonly weights: Matrix | null } {
  const z = backend.workspace.matrix(x.rows, parameterCount(cell));
  if (cell.features.kind === 'linear') {
    observe(z, x, cell.blocks);
    return { z, weights: null };
  }
  const weights = backend.workspace.matrix(cell.features.count, x.columns);
  drawWeights(weights, cell.features.weights, streams('weights'));
  features(backend, z, x, weights, findActivation(cell.features.activation));
  return { z, weights };
}

/** The label draws of a trial: β of the signals in columns (d × draws), nonlinear targets, noise in columns (n × draws). */
export interface LabelDraws {
  readonly signals: Matrix;
  readonly nonlinear: readonly NonlinearTarget[];
  readonly noise: Matrix;
}

export function drawLabels(
  backend: Backend,
  { labels, nonlinear }: TrialPlan,
  cell: DrawCell,
  streams: Streams,
): LabelDraws {
  const { workspace } = backend;
  const signals = workspace.matrix(inputDimension(cell), labels);
  drawSignals(backend, signals, cell.blocks, streams('signal'));
  const targets = nonlinear
    ? drawNonlinear(labels, cell.blocks, cell.distribution, streams('nonlinear'))
    : [];
  const noise = workspace.matrix(cell.samples, labels);
  drawNoise(backend, noise, streams('noise'));
  return { signals, nonlinear: targets, noise };
}

/** Labels of the rows of x, in columns: signal draws, nonlinear draws if any, noise draws if noise is given. */
export function labelMatrix(
  backend: Backend,
  x: Matrix,
  { signals, nonlinear }: Omit<LabelDraws, 'noise'>,
  noise: Matrix | null,
): Matrix {
  const { workspace } = backend;
  const y = workspace.matrix(x.rows, signals.columns + nonlinear.length + (noise?.columns ?? 0));
  workspace.scope(() => {
    const linear = workspace.matrix(x.rows, signals.columns);
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

/** What trials draw: inputs and labels, each from a stream of its own. */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, setColumns, setTransposed } from '../linalg/matrix.ts';
import { inputDimension, signalNorms } from '../parts/cell.ts';
import type { Labels } from '../parts/design.ts';
import { scaleColumns } from '../parts/features/random.ts';
import { drawInputs } from '../parts/inputs/distributions.ts';
import {
  drawNoise,
  drawNonlinear,
  drawSignals,
  evaluateNonlinear,
  type NonlinearTarget,
} from '../parts/labels/regression.ts';
import { openStream, type Stream, streamKey } from '../random/stream.ts';
import type { InputLaw, TrainingInputs } from './inputs.ts';

/** Fresh inputs on which the risk is measured where no closed form exists. */
export const testPointCount = 2048;

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

/** `rows` inputs of the law, one a row. */
export function drawInputRows(backend: Backend, law: InputLaw, rows: number, stream: Stream): Matrix {
  const x = backend.workspace.matrix(rows, inputDimension(law));
  drawInputs(law.distribution, stream, x.data, x.columns);
  scaleColumns(x, law.blocks);
  return x;
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

/** How many labels a trial draws, and whether a nonlinear target is among them. */
export interface LabelCounts {
  readonly labels: Labels;
  readonly nonlinear: boolean;
}

/** As many draws as the plan says; for `exact` whole bases, over which the average is the exact one. */
export function drawLabels(
  backend: Backend,
  plan: LabelCounts,
  inputs: TrainingInputs,
  streams: Streams,
): LabelDraws {
  const targets = drawTargets(backend, plan, inputs, streams);
  return { ...targets, noise: drawNoises(backend, plan, inputs.samples, streams) };
}

/** For `exact`, signals along the coordinates that average to E ββᵀ. */
export function drawTargets(backend: Backend, plan: LabelCounts, law: InputLaw, streams: Streams): Targets {
  const { blocks, distribution } = law;
  const exact = plan.labels === 'exact';
  const draws = plan.labels === 'exact' ? inputDimension(law) : plan.labels;
  const signals = backend.workspace.matrix(inputDimension(law), draws);
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
  { labels }: Pick<LabelCounts, 'labels'>,
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

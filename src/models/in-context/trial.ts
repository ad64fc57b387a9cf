/**
 * One trial of in-context learning of linear regression by linear attention, at finite size; its limit is in theory.ts, which a trial never
 * reads. Tokens are drawn as they are, features formed one by one, and Γ is fitted by ridge regression on all d(d+1) of them:
 *
 *     minimise Σ (y − x·Γb̃)² + (n/d) λ |Γ|²,     b̃ = ((d/ℓ) Σ y_i x_i, (1/ℓ) Σ y_i²),   y_i = x_i·w + ε_i,
 *
 * x ~ N(0, I/d), w ~ N(0, I), ε ~ N(0, ρ); every context has one of the k pretraining tasks w, each with equal probability, and a query of
 * its own. The errors of the fitted Γ on fresh contexts are exact: no test set is drawn.
 */
import { InputError, show } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import type { Stream } from '../../random/stream.ts';
import { fitRidge, heldDesign, isPrimal, wideDesign } from '../../solvers/ridge.ts';

/** Sizes and noise of a trial, and the ridges that its one draw is fitted at. */
export interface InContextTrial {
  /** Dimension of tokens and tasks. */
  readonly d: number;
  /** Examples ℓ in a context, of pretraining and of tests. */
  readonly context: number;
  /** Pretraining tasks k. */
  readonly tasks: number;
  /** Pretraining contexts n, each with its query. */
  readonly samples: number;
  /** ρ ≥ 0, variance of the outputs' noise. */
  readonly noise: number;
  /** λ ≥ 0, each the weight of (n/d) |Γ|² beside a sum of squares; 0: the solution of least norm. */
  readonly ridges: readonly number[];
}

/** Mean squared errors of the query's output, its noise included, in units of E (x·w)² = 1. */
export interface InContextErrors {
  /** On new tasks w ~ N(0, I), exactly. */
  readonly icl: number;
  /** On new contexts of the trial's own pretraining tasks, exactly. */
  readonly idg: number;
  /** Mean squared residual of the pretraining contexts. */
  readonly trainError: number;
}

/** What is drawn: `signal` the tasks and which of them a context has, `inputs` the tokens, `noise` that of their outputs. */
export type InContextStreams = (role: 'signal' | 'inputs' | 'noise') => Pick<Stream, 'normals' | 'uniforms'>;

/**
 * Draw pretraining contexts, fit them at every ridge and measure; one entry a ridge. What is allocated is the caller's to free.
 *
 * @throws {InputError} for a size that is no whole number ≥ 1, or a noise or ridge that is not ≥ 0
 */
export function inContextTrial(
  backend: Backend,
  problem: InContextTrial,
  streams: InContextStreams,
): InContextErrors[] {
  checkTrial(problem);
  const { d, tasks: k, samples, noise, ridges } = problem;
  const signal = streams('signal');
  const tasks = new Float64Array(k * d);
  signal.normals(tasks);
  const choices = new Float64Array(samples);
  signal.uniforms(choices);
  const taskOf = (m: number) => {
    const first = Math.floor(k * choices[m]!) * d;
    return tasks.subarray(first, first + d);
  };
  const z = backend.workspace.matrix(samples, d * (d + 1));
  const y = backend.workspace.matrix(samples, 1);
  drawContexts(problem, taskOf, streams, z.data, y.data);
  const shape = [samples, z.columns, z] as const;
  const design = isPrimal({ samples, parameters: z.columns }) ? heldDesign(...shape) : wideDesign(...shape);
  const shifts = ridges.map((ridge) => (samples / d) * ridge);
  const { coefficients, residuals } = fitRidge(backend, design, y, shifts);
  return ridges.map((_, i) => {
    const gamma = columnOf(coefficients, i);
    const squares = columnOf(residuals, i).reduce((sum, residual) => sum + residual * residual, 0);
    return {
      icl: noise + errorOnNewTasks(gamma, problem) / d,
      idg: noise + errorOnTasks(gamma, tasks, problem) / d,
      trainError: squares / samples,
    };
  });
}

/** Row m of z ← x ⊗ b̃, and y[m] ← the output, of context m's query x. */
function drawContexts(
  { d, context, samples, noise }: InContextTrial,
  taskOf: (m: number) => Float64Array,
  streams: InContextStreams,
  z: Float64Array,
  y: Float64Array,
): void {
  const [inputs, noises] = [streams('inputs'), streams('noise')];
  const tokens = new Float64Array((context + 1) * d);
  const outputs = new Float64Array(context + 1);
  const summary = new Float64Array(d + 1);
  const [size, deviation] = [1 / Math.sqrt(d), Math.sqrt(noise)];
  for (let m = 0; m < samples; m++) {
    const task = taskOf(m);
    inputs.normals(tokens);
    noises.normals(outputs);
    for (let i = 0; i <= context; i++) {
      let projection = 0;
      for (let a = 0; a < d; a++) projection += tokens[i * d + a]! * task[a]!;
      outputs[i] = size * projection + deviation * outputs[i]!;
    }
    summary.fill(0);
    for (let i = 0; i < context; i++) {
      const output = outputs[i]!;
      for (let a = 0; a < d; a++) summary[a]! += ((size * d) / context) * output * tokens[i * d + a]!;
      summary[d]! += (output * output) / context;
    }
    let at = m * d * (d + 1);
    for (let a = 0; a < d; a++) {
      const query = size * tokens[context * d + a]!;
      for (let b = 0; b <= d; b++) z[at++] = query * summary[b]!;
    }
    y[m] = outputs[context]!;
  }
}

/**
 * Mean over given tasks of E |w − Γb̃|². With Γ = (G, g), s = |w|²/d + ρ and ℓ examples a context, E b̃ = (w, s) and
 *
 *     E b̃b̃ᵀ = [ (1 + 1/ℓ) wwᵀ + (d/ℓ) s I,   (1 + 2/ℓ) s w;   …,   (1 + 2/ℓ) s² ]
 */
function errorOnTasks(
  gamma: Float64Array,
  tasks: Float64Array,
  { d, context, noise }: InContextTrial,
): number {
  const { body, last } = squaresOf(gamma, d);
  let sum = 0;
  for (let first = 0; first < tasks.length; first += d) {
    let [norm, along, image, cross, aside] = [0, 0, 0, 0, 0];
    for (let i = 0; i < d; i++) {
      const row = i * (d + 1);
      let product = 0;
      for (let j = 0; j < d; j++) product += gamma[row + j]! * tasks[first + j]!;
      const [w, g] = [tasks[first + i]!, gamma[row + d]!];
      norm += w * w;
      along += w * product;
      image += product * product;
      cross += g * product;
      aside += g * w;
    }
    const power = norm / d + noise;
    sum += norm - 2 * (along + power * aside);
    sum += (1 + 1 / context) * image + (d / context) * power * body;
    sum += (1 + 2 / context) * power * (2 * cross + power * last);
  }
  return (sum * d) / tasks.length;
}

/** The same, averaged over w ~ N(0, I): E s = 1 + ρ, E s² = (1 + ρ)² + 2/d, and what is odd in w is 0. */
function errorOnNewTasks(gamma: Float64Array, { d, context, noise }: InContextTrial): number {
  const { body, last, trace } = squaresOf(gamma, d);
  const power = 1 + noise;
  const blurred = (1 + (1 + d * power) / context) * body;
  return d - 2 * trace + blurred + (1 + 2 / context) * (power * power + 2 / d) * last;
}

/** |G|², |g|² and tr G of Γ = (G, g). */
function squaresOf(gamma: Float64Array, d: number) {
  let [body, last, trace] = [0, 0, 0];
  for (let i = 0; i < d; i++) {
    const row = i * (d + 1);
    for (let j = 0; j < d; j++) body += gamma[row + j]! ** 2;
    last += gamma[row + d]! ** 2;
    trace += gamma[row + i]!;
  }
  return { body, last, trace };
}

function columnOf({ data, columns, rows }: ReturnType<typeof fitRidge>['residuals'], c: number) {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns + c]!);
}

/** Bytes of matrices that one trial may hold at a time, with room to spare. */
export function inContextBytes({ d, samples, ridges }: InContextTrial): number {
  const p = d * (d + 1);
  const m = Math.min(samples, p);
  // Near the threshold at a small ridge, the fit is by an orthogonal factor of a copy.
  const copy = Math.max(samples, p) < 1.1 * m ? samples * p + m * m : 0;
  return 8 * (samples * p + 5 * m * m + copy + (samples + p) * (3 * ridges.length + 2) + 2 ** 20);
}

/** Floating-point operations of one trial, roughly. */
export function inContextOperations({ d, context, tasks, samples, ridges }: InContextTrial): number {
  const p = d * (d + 1);
  const m = Math.min(samples, p);
  const draw = 24 * (samples * (context + 1) + tasks) * d;
  const fit = m ** 3 / 3 + 2 * m * m + 4 * samples * p + 2 * tasks * d * d;
  return draw + samples * p * m + ridges.length * fit;
}

function checkTrial({ d, context, tasks, samples, noise, ridges }: InContextTrial): void {
  for (const [name, size] of Object.entries({ d, context, tasks, samples })) {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new InputError(`${name} ${show(size)} is not valid; expected a whole number >= 1`);
  }
  for (const [name, values] of Object.entries({ noise: [noise], ridge: ridges })) {
    const wrong = values.find((value) => !(Number.isFinite(value) && value >= 0));
    if (wrong !== undefined)
      throw new InputError(`${name} ${show(wrong)} is not valid; expected a finite number >= 0`);
  }
}

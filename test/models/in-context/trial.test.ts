import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import type { Backend } from '../../../src/linalg/backend.ts';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { predictInContext } from '../../../src/models/in-context/theory.ts';
import {
  type InContextStreams,
  type InContextTrial,
  inContextBytes,
  inContextOperations,
  inContextTrial,
} from '../../../src/models/in-context/trial.ts';
import { openStream, streamKey } from '../../../src/random/stream.ts';
import { relativeError } from '../../helpers/random.ts';

const backend = openEmbedded();
const base: InContextTrial = { d: 3, context: 4, tasks: 5, samples: 30, noise: 0.3, ridges: [0.1] };

const roles = ['signal', 'inputs', 'noise', 'fresh'] as const;
function streamsOf(seed: string, trial = 0) {
  const key = streamKey(seed, 'in-context');
  return (role: (typeof roles)[number]) => openStream(key, roles.indexOf(role), trial);
}

function run(given: Partial<InContextTrial>, streams: InContextStreams = streamsOf('test')) {
  const problem = { ...base, ...given };
  return backend.workspace.scope(() => inContextTrial(backend, problem, streams));
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** a⁻¹b by elimination with pivots. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!]);
  rows.forEach((_, k) => {
    const size = (i: number) => Math.abs(rows[i]![k]!);
    let pivot = k;
    for (let i = k + 1; i < rows.length; i++) if (size(i) > size(pivot)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (const row of rows.slice(k + 1)) {
      const factor = row[k]! / rows[k]![k]!;
      for (let j = k; j < row.length; j++) row[j]! -= factor * rows[k]![j]!;
    }
  });
  const x = new Array<number>(b.length).fill(0);
  for (let i = b.length - 1; i >= 0; i--)
    x[i] = (rows[i]!.at(-1)! - dot(rows[i]!.slice(0, -1), x)) / rows[i]![i]!;
  return x;
}

/** A source that hands out one array after another of normal numbers. */
function normalsOf(stream: { normals: (out: Float64Array) => void }) {
  return (count: number): number[] => {
    const out = new Float64Array(count);
    stream.normals(out);
    return [...out];
  };
}

/** The same, of numbers that are drawn many at a time. */
function bufferedNormalsOf(stream: { normals: (out: Float64Array) => void }) {
  const draw = normalsOf(stream);
  let [buffer, used]: [number[], number] = [[], 0];
  return (count: number): number[] => {
    if (used + count > buffer.length) [buffer, used] = [draw(2 ** 14), 0];
    used += count;
    return buffer.slice(used - count, used);
  };
}

/** The features H of a context of the task w, x ⊗ ((d/ℓ) Σ y_i x_i, (1/ℓ) Σ y_i²), and its query's output. */
function drawFeatures(
  { d, context, noise }: InContextTrial,
  w: readonly number[],
  draw: { readonly tokens: (count: number) => number[]; readonly noises: (count: number) => number[] },
) {
  const x = draw.tokens((context + 1) * d).map((value) => value / Math.sqrt(d));
  const noises = draw.noises(context + 1);
  const outputOf = (i: number) => {
    let output = Math.sqrt(noise) * noises[i]!;
    for (let j = 0; j < d; j++) output += x[i * d + j]! * w[j]!;
    return output;
  };
  // The correlations, and last the power.
  const seen = new Array<number>(d + 1).fill(0);
  for (let i = 0; i < context; i++) {
    const y = outputOf(i);
    for (let j = 0; j < d; j++) seen[j]! += (d / context) * y * x[i * d + j]!;
    seen[d]! += (y * y) / context;
  }
  const query = x.slice(context * d);
  return { h: query.flatMap((value) => seen.map((each) => value * each)), output: outputOf(context) };
}

/** The trial of the same draw by the normal equations of its features, and the Γ that solves them. */
function bruteForce(problem: InContextTrial, seed: string) {
  const { d, tasks: k, samples, ridges } = problem;
  const streams = streamsOf(seed);
  const signal = streams('signal');
  const numbers = normalsOf(signal)(k * d);
  const tasks = Array.from({ length: k }, (_, i) => numbers.slice(i * d, (i + 1) * d));
  const choices = new Float64Array(samples);
  signal.uniforms(choices);
  const draw = { tokens: normalsOf(streams('inputs')), noises: normalsOf(streams('noise')) };
  const contexts = [...choices].map((u) => drawFeatures(problem, tasks[Math.floor(k * u)]!, draw));
  const places = contexts[0]!.h.map((_, i) => i);
  const column = (i: number) => contexts.map(({ h }) => h[i]!);
  const outputs = contexts.map(({ output }) => output);
  const normal = places.map((i) =>
    places.map((j) => dot(column(i), column(j)) + (i === j ? (samples / d) * ridges[0]! : 0)),
  );
  const gamma = solve(
    normal,
    places.map((i) => dot(column(i), outputs)),
  );
  const residuals = contexts.map(({ h, output }) => output - dot(h, gamma));
  return { tasks, gamma, trainError: dot(residuals, residuals) / samples };
}

/** Mean and its standard error of squared errors on fresh contexts of tasks that `taskOf` draws. */
function measured(
  problem: InContextTrial,
  gamma: readonly number[],
  draw: Parameters<typeof drawFeatures>[2],
  taskOf: (i: number) => readonly number[],
) {
  const errors = Array.from({ length: 80_000 }, (_, i) => {
    const { h, output } = drawFeatures(problem, taskOf(i), draw);
    return (output - dot(h, gamma)) ** 2;
  });
  return moments(errors);
}

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

describe('a trial of in-context learning', () => {
  it.each([
    ['many contexts', { samples: 40 }],
    ['few contexts', { samples: 9 }],
    ['long contexts of one task', { d: 2, context: 11, tasks: 1, samples: 25 }],
    ['a rough fit', { d: 2, context: 2, tasks: 3, samples: 6, noise: 1, ridges: [0.01] }],
    ['one example a context', { d: 2, context: 1, tasks: 40, samples: 12 }],
  ])('is the fit by normal equations, its errors those on fresh contexts: %s', (_, given) => {
    const problem = { ...base, ...given };
    const { d } = problem;
    const [got] = run(problem);
    const { tasks, gamma, trainError } = bruteForce(problem, 'test');
    expect(relativeError(got!.trainError, trainError)).toBeLessThan(1e-9);
    const normals = bufferedNormalsOf(streamsOf('test')('fresh'));
    const draw = { tokens: normals, noises: normals };
    const seen = measured(problem, gamma, draw, (i) => tasks[i % tasks.length]!);
    expect(seen.error / seen.mean).toBeLessThan(0.02);
    expect(Math.abs(got!.idg - seen.mean)).toBeLessThan(4 * seen.error);
    const fresh = measured(problem, gamma, draw, () => normals(d));
    expect(fresh.error / fresh.mean).toBeLessThan(0.02);
    expect(Math.abs(got!.icl - fresh.mean)).toBeLessThan(4 * fresh.error);
  });

  it('gives the same bits whatever ran before it, and the same numbers whichever ridges go along', () => {
    const first = run({ ridges: [0.1, 2] });
    run({ samples: 5, d: 4 });
    expect(run({ ridges: [0.1, 2] })).toEqual(first);
    const [alone] = run({ ridges: [2] });
    expect(relativeError(alone!.icl, first[1]!.icl)).toBeLessThan(1e-12);
    expect(run({}, streamsOf('other'))[0]).not.toEqual(first[0]);
  });

  it('interpolates fewer contexts than features without a ridge, and only those', () => {
    const features = base.d * (base.d + 1);
    expect(run({ samples: features - 2, ridges: [0] })[0]!.trainError).toBeLessThan(1e-18);
    expect(run({ samples: features, ridges: [0] })[0]!.trainError).toBeLessThan(1e-12);
    expect(run({ samples: features + 2, ridges: [0] })[0]!.trainError).toBeGreaterThan(1e-3);
  });

  it('predicts 0 under a heavy ridge, so that all errors are powers of outputs', () => {
    const { icl, idg } = run({ ridges: [1e12] })[0]!;
    const { tasks } = bruteForce(base, 'test');
    const power = tasks.reduce((sum, w) => sum + dot(w, w), 0) / (base.d * base.tasks);
    expect(icl).toBeCloseTo(1 + base.noise, 9);
    expect(idg).toBeCloseTo(power + base.noise, 9);
  });

  it.each([
    { alpha: 2, kappa: 2, tau: 0.5, ridge: 1, noise: 0.1, trials: [700, 160] },
    { alpha: 1, kappa: 0.5, tau: 0.75, ridge: 0.5, noise: 0.05, trials: [500, 160] },
    { alpha: 1, kappa: 1, tau: 2, ridge: 0.3, noise: 0.5, trials: [200, 40] },
  ])('has the mean that theory predicts, but for 1/d: %o', ({ trials, ...point }) => {
    const { alpha, kappa, tau, ridge, noise } = point;
    const sizes = [12, 24];
    const drawn = sizes.map((d, s) =>
      Array.from({ length: trials[s]! }, (_, trial) => {
        const sized = { d, context: alpha * d, tasks: kappa * d, samples: tau * d * d };
        return run({ ...sized, noise, ridges: [ridge] }, streamsOf(`${d}`, trial))[0]!;
      }),
    );
    const theory = predictInContext(point);
    for (const quantity of ['icl', 'idg', 'trainError'] as const) {
      const [small, large] = drawn.map((each) => moments(each.map((errors) => errors[quantity])));
      // a + b/d through both sizes, at 1/d = 0; what 1/d² leaves of it is allowed for.
      const limit = 2 * large!.mean - small!.mean;
      const error = Math.hypot(2 * large!.error, small!.error);
      const want = theory[quantity]!;
      expect(error / want, quantity).toBeLessThan(0.025);
      expect(Math.abs(limit - want), quantity).toBeLessThan(4 * error + 0.01 * want);
    }
  });

  it.each([
    { samples: 40, ridges: [0, 0.1, 1] },
    { samples: 155, ridges: [0] },
    { samples: 156, ridges: [1e-12] },
    { samples: 160, ridges: [0, 1e-12] },
    { samples: 400, ridges: [0.1, 1] },
  ])('holds no more than it says: %o', (given) => {
    const problem = { ...base, ...given, d: 12, context: 24 };
    const { metered, peak } = meteredOf(backend);
    inContextTrial(metered, problem, streamsOf('test'));
    expect(peak()).toBeGreaterThan(0);
    // Beside what the products pack, for which there is 2²⁰ numbers of room.
    expect(peak()).toBeLessThanOrEqual(inContextBytes(problem) - 8 * 2 ** 20);
  });

  it('costs d⁶ at ratios that stay, most of it for the Gram matrix', () => {
    const at = (d: number) =>
      inContextOperations({ ...base, d, context: 2 * d, tasks: d, samples: 3 * d * d, ridges: [0.1] });
    expect(at(64) / at(32)).toBeGreaterThan(60);
    expect(at(64) / at(32)).toBeLessThan(68);
    expect(at(64) / (3 * 64 ** 6)).toBeGreaterThan(1);
    expect(at(64) / (3 * 64 ** 6)).toBeLessThan(1.3);
  });

  it.each([
    [{ d: 0 }, 'd 0 is not valid; expected a whole number >= 1'],
    [{ context: 2.5 }, 'context 2.5 is not valid; expected a whole number >= 1'],
    [{ tasks: Infinity }, 'tasks Infinity is not valid; expected a whole number >= 1'],
    [{ samples: -3 }, 'samples -3 is not valid; expected a whole number >= 1'],
    [{ noise: -0.1 }, 'noise -0.1 is not valid; expected a finite number >= 0'],
    [{ ridges: [0.1, Number.NaN] }, 'ridge NaN is not valid; expected a finite number >= 0'],
  ])('refuses %o', (given, message) => {
    expect(() => run(given)).toThrow(new InputError(message));
  });
});

/** The backend, and the most bytes of matrices that were in use at a time. */
function meteredOf(inner: Backend): { readonly metered: Backend; readonly peak: () => number } {
  let [live, most] = [0, 0];
  const workspace: Backend['workspace'] = {
    ...inner.workspace,
    matrix: (rows, columns) => {
      live += 8 * rows * columns;
      most = Math.max(most, live);
      return inner.workspace.matrix(rows, columns);
    },
    scope: (body) => {
      const before = live;
      try {
        return inner.workspace.scope(body);
      } finally {
        live = before;
      }
    },
  };
  return { metered: { ...inner, workspace }, peak: () => most };
}

/**
 * Theory and simulation share nothing that a verdict rests on. Every function of the theory, and what parts have for the limit alone, can be
 * made wrong here: none of them runs inside a trial, no simulated number changes when all of them are wrong at once, and each whose
 * error shows in a prediction turns the verdict into a disagreement.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Memory } from './inProcess.ts';

/** The function that is wrong, or `all` of them, and by what the results are multiplied. */
let wrong: { readonly name: string; readonly factor: number } | null = null;
const called = new Set<string>();

function scaled(value: unknown, factor: number): unknown {
  if (typeof value === 'number') return value * factor;
  if (typeof value === 'function') return (...given: unknown[]) => scaled(value(...given), factor);
  if (value instanceof Float64Array) return value.map((x) => x * factor);
  if (Array.isArray(value)) return value.map((x) => scaled(x, factor));
  if (value?.constructor !== Object) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, x]) => [key, /residual|iterations/.test(key) ? x : scaled(x, factor)]),
  );
}

/** A module or an object with its functions, or some of them, to be made wrong as `of/name`. */
function fallible<T extends object>(original: T, of: string, names = Object.keys(original)): T {
  const wrapped = names.map((key) => {
    const value = original[key as keyof T];
    if (typeof value !== 'function') return [key, value];
    const name = `${of}/${key}`;
    const call = (...given: unknown[]) => {
      called.add(name);
      const result = value(...given);
      return wrong?.name === name || wrong?.name === 'all' ? scaled(result, wrong.factor) : result;
    };
    return [key, call];
  });
  return { ...original, ...Object.fromEntries(wrapped) };
}

const theory = fileURLToPath(new URL('../../src/theory', import.meta.url));
const modules = readdirSync(theory, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
for (const file of modules)
  vi.doMock(`${theory}/${file}`, async (original) => fallible<object>(await original(), file.slice(0, -3)));
vi.doMock('../../src/parts/kernels/spectrum.ts', async (original) =>
  fallible<object>(await original(), 'kernels'),
);
vi.doMock('../../src/parts/features/activations.ts', async (original) =>
  fallible<object>(await original(), 'activations', ['hermiteCoefficients']),
);
vi.doMock('../../src/parts/losses/loss.ts', async (original) => {
  const { losses, ...rest } = await original<typeof import('../../src/parts/losses/loss.ts')>();
  const limits = ['proximal', 'shrinkage', 'poles'];
  return {
    ...rest,
    losses: Object.fromEntries(
      Object.entries(losses).map(([name, loss]) => [name, fallible(loss, name, limits)]),
    ),
  };
});
vi.doMock('../../src/parts/labels/signs.ts', async (original) => {
  const { labelLaw, ...rest } = await original<typeof import('../../src/parts/labels/signs.ts')>();
  return {
    ...rest,
    labelLaw: (spec: Parameters<typeof labelLaw>[0]) => fallible(labelLaw(spec), 'labels', ['given']),
  };
});
const { draw, judged, planOf } = await import('./inProcess.ts');

interface Trial {
  readonly model: string;
  readonly parameters: string;
  readonly simulation: string;
  readonly quantities?: string;
  /** Of the results of a wrong function: 1.1 unless given. */
  readonly factor?: number;
}

const scenarios: readonly (readonly [string, Trial])[] = [
  [
    'ridge',
    {
      model: 'linear',
      parameters: '{ gamma: 0.5, ridge: 0.1, noise: 0.5 }',
      simulation: 'sizes: [200, 1600], trials: [200, 100], design: tridiagonal',
    },
  ],
  [
    'exact means',
    {
      model: 'linear',
      parameters: '{ gamma: [0.5, 2], noise: 0.5 }',
      simulation: 'sizes: 2000, trials: 200, design: tridiagonal',
      quantities: '[excessRisk]',
      factor: 1.03,
    },
  ],
  [
    'gradient flow',
    {
      model: 'linear',
      parameters: '{ gamma: 0.5, time: 3, noise: 0.5 }',
      simulation: 'sizes: [30, 90], trials: [150, 75], labels: 16',
    },
  ],
  [
    'random features',
    {
      model: 'random-features',
      parameters: '{ psi1: 1.5, psi2: 2, ridge: 0.1, noise: 0.2 }',
      simulation: 'sizes: [24, 72], trials: [150, 75], labels: 16',
    },
  ],
  [
    'ensembles',
    {
      model: 'random-features',
      parameters: '{ psi1: 1.5, psi2: 2, ridge: 0.1, noise: 0.2, ensemble: 3 }',
      simulation: 'sizes: [20, 60], trials: [100, 50], design: crossed, labels: 8',
      quantities: '[excessRisk]',
    },
  ],
  [
    'deep features',
    {
      model: 'deep-random-features',
      parameters: '{ psi2: 2, widths: "2,2", noise: 0.2, ridge: 0.1 }',
      simulation: 'sizes: [20, 60], trials: [100, 40], labels: 16',
    },
  ],
  // What has one size is refuted by what no finite size could explain alone.
  [
    'kernels',
    {
      model: 'kernel',
      parameters:
        '{ kernel: rbf, bandwidth: 2, dimension: 15, n: 80, degrees: "0.7,0.3", noise: 0.2, ridge: 1e-3 }',
      simulation: 'trials: 100, labels: 8',
      factor: 2,
    },
  ],
  [
    'logistic regression',
    {
      model: 'classification',
      parameters: '{ alpha: 2, ridge: 0.5, labels: flip, flip: 0.1 }',
      simulation: 'sizes: [30, 90], trials: [300, 100]',
      quantities: '[classificationError, labelError, testLoss, trainLoss]',
    },
  ],
  [
    'margins',
    {
      model: 'classification',
      parameters: '{ alpha: 2, rule: maximum-stability }',
      simulation: 'sizes: [24, 72], trials: [300, 90]',
    },
  ],
  [
    'rules',
    {
      model: 'classification',
      parameters: '{ alpha: 1, rule: [hebb, bayes-optimal, gibbs] }',
      simulation: 'sizes: [30, 90], trials: [300, 100]',
    },
  ],
  [
    'message passing',
    {
      model: 'classification',
      parameters: '{ alpha: 2, ridge: 0.5, rule: message-passing, passes: 3 }',
      simulation: 'sizes: [40, 120], trials: [300, 100]',
      quantities: '[classificationError, q]',
    },
  ],
];

function textOf({ model, parameters, simulation, quantities }: Trial): string {
  const fallback = model === 'classification' ? '[classificationError]' : '[excessRisk, trainError]';
  return `
title: Mutation
model: ${model}
parameters: ${parameters}
simulation: { seed: mutation, ${simulation} }
comparison: { quantities: ${quantities ?? fallback}, tolerance: 0.1, alpha: 0.01 }`;
}

/** A change of a prediction that has to show, in units of that of a wrong result itself; where the factor makes less, larger ones are tried. */
const showing = 0.95;
const larger = [1.3, 2, 5];

describe('a theory that is wrong', () => {
  afterEach(() => {
    wrong = null;
  });

  it.each(scenarios)('is refuted, and changes no simulated number: %s', (_, trial) => {
    const text = textOf(trial);
    const factor = trial.factor ?? 1.1;
    const known: Memory = new Map();
    const plan = planOf(text);
    called.clear();
    draw(plan, known);
    expect([...called]).toEqual([]);
    const right = judged(plan, known);
    expect(right.verdict).toBe('agree');
    planOf(text);

    wrong = { name: 'all', factor };
    const again: Memory = new Map();
    draw(plan, again, 2);
    for (const [series, trials] of again)
      for (const [number, values] of trials) expect(values).toEqual(known.get(series)!.get(number));

    const refuted = [...called].sort().filter((name) => {
      for (const times of [factor, ...larger]) {
        wrong = { name, factor: times };
        const { cells, verdict } = judged(planOf(text), known);
        expect(cells.map(({ mean }) => mean)).toEqual(right.cells.map(({ mean }) => mean));
        const theories = cells.map(({ theory }) => theory);
        // No number, and none that could be right.
        if (theories.includes(null)) expect(verdict, name).not.toBe('agree');
        else if (
          theories.some((value, i) => Math.abs(value! / right.cells[i]!.theory! - 1) > showing * (factor - 1))
        ) {
          expect(verdict, name).toBe('disagree');
          return true;
        }
      }
      return false;
    });
    expect(refuted.length, refuted.join()).toBeGreaterThan(1);
  });
});

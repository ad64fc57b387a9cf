/** Conventions for the ridge, against fits by the objective as each writes it (test/reference/conventions.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modelNamed, type Point, predict } from '../../src/index.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { conventionNames, type Fitted, ridgeFactor } from '../../src/models/conventions.ts';
import { limitPlace } from '../../src/models/host.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { type DrawCell, samplerOf } from '../../src/simulators/cell.ts';
import { fitRidge, heldDesign, wideDesign } from '../../src/solvers/ridge.ts';
import { succeed, useFolder } from '../cli/harness.ts';
import { relativeError } from '../helpers/random.ts';

interface Reference {
  readonly n: number;
  readonly d: number;
  readonly N: number;
  readonly ridge: number;
  readonly rows: readonly {
    readonly fitted: Fitted;
    readonly convention: string;
    readonly predictions: readonly number[];
  }[];
}

const { n, d, N, ridge, rows }: Reference = JSON.parse(
  readFileSync(new URL('../reference/conventions.json', import.meta.url), 'utf8'),
);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const x = range(n).map((i) => range(d).map((j) => Math.sin(1 + 3 * i + 7 * j)));
const labels = x.map((row, i) => Math.cos(2 * i) + row[0]!);
const neurons = x.map((row) =>
  range(N).map((k) =>
    Math.tanh(row.reduce((sum, value, j) => sum + value * Math.cos(1 + 2 * k + 5 * j), 0) / Math.sqrt(d)),
  ),
);
const cell: DrawCell = {
  distribution: 'gaussian',
  blocks: [{ count: d, observed: d, variance: 1 }],
  samples: n,
  features: { kind: 'linear' },
};
const layer = { kind: 'random', count: N, activation: 'tanh', weights: 'sphere' } as const;

/** The design of what is fitted, and the shift of |a|² beside Σ (y − f)² that the simulators take for λ. */
const fits: Readonly<
  Record<Fitted, { readonly design: number[][]; readonly shift: (ridge: number) => number }>
> = {
  inputs: { design: x, shift: (own) => samplerOf(cell).penalty(n * own) },
  neurons: { design: neurons, shift: (own) => samplerOf({ ...cell, features: layer }).penalty(n * own) },
  kernel: { design: neurons.map((row) => row.map((value) => value / Math.sqrt(N))), shift: (own) => n * own },
};

const backend = openEmbedded();

function predictions(fitted: Fitted, own: number): number[] {
  const { design, shift } = fits[fitted];
  return backend.workspace.scope(() => {
    const z = backend.workspace.matrix(n, design[0]!.length);
    z.data.set(design.flat());
    const y = backend.workspace.matrix(n, 1);
    y.data.set(labels);
    const made = z.columns <= n ? heldDesign : wideDesign;
    const { residuals } = fitRidge(backend, made(n, z.columns, z), y, [shift(own)]);
    return labels.map((label, i) => label - residuals.data[i]!);
  });
}

describe('conventions for the ridge', () => {
  it.each(rows)('give the fits of $convention on $fitted', ({ fitted, convention, predictions: wanted }) => {
    const sizes = { n, neurons: N, d, absolute: true };
    const found = predictions(fitted, ridge * ridgeFactor(convention, 'mean', fitted, sizes));
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i]!, 11);
    });
    // Another factor of n or d is another fit.
    for (const factor of [n, 1 / n, d, 1 / d, 2]) {
      const other = predictions(fitted, factor * ridge * ridgeFactor(convention, 'mean', fitted, sizes));
      expect(Math.max(...other.map((value, i) => Math.abs(value - wanted[i]!)))).toBeGreaterThan(1e-3);
    }
  });

  it('are all held against numbers', () => {
    for (const fitted of ['inputs', 'neurons', 'kernel'] as const)
      expect(conventionNames(fitted)).toEqual(
        rows.filter((row) => row.fitted === fitted).map(({ convention }) => convention),
      );
  });

  it.each([
    ['linear', { n: 40, p: 20, noise: 0.3 }, 'sklearn', 3, 3 / 40],
    ['linear', { n: 40, p: 20, noise: 0.3 }, 'eigenlearning', 3, 3 / 40],
    ['linear', { gamma: 2, noise: 0.3 }, 'glmnet', 0.3, 0.3],
    ['linear', { gamma: 2, noise: 0.3, observedShare: 0.5 }, 'replica', 0.3, 1.2],
    ['linear', { n: 40, noise: 0.3, spectrum: 'power:a=1,count=30' }, 'replica', 0.3, (0.3 * 30) / 40],
    ['random-features', { psi1: 2, psi2: 3, noise: 0.3 }, 'mei-montanari', 0.3, 0.3],
    ['random-features', { psi1: 2, psi2: 3, noise: 0.3 }, 'dascoli', 0.3, 0.05],
    ['random-features', { psi1: 2, psi2: 3, noise: 0.3 }, 'replica', 0.3, 0.1],
    ['random-features', { psi1: 2, psi2: 3, noise: 0.3 }, 'eigenlearning', 0.3, 0.1],
    ['random-features', { psi1: 2, psi2: 3, noise: 0.3 }, 'glmnet', 0.3, 0.15],
    ['random-features', { n: 60, k: 40, d: 20, noise: 0.3 }, 'sklearn', 3, (3 * 20) / 2400],
    ['kernel', { n: 60, dimension: 9, noise: 0.3 }, 'sklearn', 3, 0.05],
    ['deep-random-features', { psi2: 3, widths: '2,4', noise: 0.3 }, 'glmnet', 0.4, 0.1],
  ] as [string, Point, string, number, number][])(
    'have their limit: %s at %o, %s %d',
    (name, point, convention, given, own) => {
      const model = modelNamed(name as 'linear');
      const found = predict(model, { ...point, convention, ridge: given });
      const wanted = predict(model, { ...point, ridge: own });
      for (const quantity of ['excessRisk', 'trainError', 'kappa'] as const)
        expect(relativeError(Number(found[quantity]), Number(wanted[quantity])), quantity).toBeLessThan(
          1e-13,
        );
    },
  );

  it('are those of trials, of exact sizes and of the ladder', () => {
    const point = {
      psi1: 2,
      psi2: 3,
      convention: 'dascoli',
      ridge: 0.6,
      noise: 0.1,
      signal: 1,
      nonlinear: 0,
    };
    const given = { ...point, activation: 'tanh', weights: 'sphere', distribution: 'gaussian' };
    expect(randomFeatures.realise(given, 20).series.ridge).toBeCloseTo(0.1, 15);
    // α grows with n where the ridge of the limit stays.
    const sizes = { ...given, psi1: undefined, psi2: undefined, n: 60, k: 40, d: 20, convention: 'sklearn' };
    const { psi1: _, psi2: __, ...absolute } = sizes;
    const scaled = randomFeatures.scaled!(absolute as unknown as Point, 2)!;
    expect(scaled).toMatchObject({ n: 120, k: 80, d: 40, ridge: 1.2 });
  });

  it('word what ridge is in formulas and optima, too', async () => {
    const point = {
      ...{ n: 40, p: 20, noise: 0.3, signal: 1, nonlinear: 0, observedShare: 1 },
      blocks: 'isotropic',
    };
    const { host } = limitPlace(modelNamed('linear'), { ...point, convention: 'sklearn', ridge: 4 });
    const own = limitPlace(modelNamed('linear'), { ...point, ridge: 0.1 });
    expect(host.engineKappa!(4)).toBe(own.host.engineKappa!(0.1));
    const argv = [
      'calc',
      'linear',
      '--n',
      '40',
      '--p',
      '20',
      '--noise',
      '0.3',
      '--ridge',
      'optimal',
      '--json',
    ];
    const [[mean], [alpha]] = await Promise.all(
      ['mean', 'sklearn'].map(async (convention) =>
        JSON.parse(await succeed(...argv, '--convention', convention)),
      ),
    );
    expect(alpha.ridge / mean.ridge).toBeCloseTo(40, 10);
    expect(alpha.excessRisk).toBeCloseTo(mean.excessRisk, 13);
  });

  it('are refused where they are not of the model, need sizes, or have no ridge to speak of', async () => {
    const of = (name: string, point: Point) => () => predict(modelNamed(name), point);
    expect(of('linear', { gamma: 2, ridge: 1, convention: 'mei-montanari' })).toThrow(
      'expected one of mean, hastie, replica, eigenlearning, sklearn, glmnet',
    );
    expect(of('random-features', { psi1: 2, psi2: 3, ridge: 1, convention: 'hastie' })).toThrow(
      'expected one of mean, mei-montanari, replica, dascoli, eigenlearning, sklearn, glmnet',
    );
    expect(of('linear', { gamma: 2, ridge: 1, convention: 'sklearn' })).toThrow(
      'convention sklearn has a ridge λ that depends on counts, and only ratios are given; expected absolute sizes, or a convention of ratios: mean, hastie, replica, glmnet',
    );
    expect(of('deep-random-features', { psi2: 2, ridge: 1, convention: 'sklearn' })).toThrow(
      'expected one of mean, mei-montanari, replica, dascoli, eigenlearning, glmnet',
    );
    await expect(succeed('calc', 'linear', '--gamma', '2', '--convention', 'glmnet')).rejects.toThrow(
      '--convention',
    );
    expect(await succeed('describe', 'linear')).toContain('glmnet: (1/2n) Σ (y − f)² + (λ/2)|w|²');
  });
});

useFolder({});

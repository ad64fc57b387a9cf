import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { kernelRegression } from '../../src/models/kernel/kernel.ts';
import { predict } from '../../src/models/model.ts';
import { harmonicCounts } from '../../src/numerics/gegenbauer.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { predictRisk } from '../../src/theory/risk.ts';
import { exactRisk } from '../helpers/exact.ts';
import { relativeError } from '../helpers/random.ts';

interface Row {
  readonly parameters: Readonly<Record<string, number>>;
  readonly value: number;
  readonly [extra: string]: unknown;
}

const rowsOf = (name: string): Row[] =>
  JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8'));

const infinite = Number.POSITIVE_INFINITY;
const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

const point = (given: Point): Point => {
  return { kernel: 'ntk', depth: 1, dimension: 20, n: 100, degrees: '1', noise: 0, ridge: 0, ...given };
};

describe('published learning curves', () => {
  it.each(rowsOf('eigenlearning'))('eigenlearning, $parameters', ({ parameters, exact }) => {
    const { n, ridge, noise_std: noise } = parameters as Record<string, number>;
    const kernel = {
      eigenvalues: range(2000).map((i) => i ** -2),
      multiplicities: range(2000).map(() => 1),
      rank: 2000,
      targets: range(2000).map((i) => i ** -2.4),
      tail: 0,
      unlearnable: 0,
    };
    // Theirs is K + δ; ours K + nλ.
    const training = { samples: n!, features: infinite, ridge: ridge! / n!, noise: noise! ** 2 };
    expect(relativeError(predictRisk(kernel, training).testError!, exact as number)).toBeLessThan(1e-11);
  });

  const counts = harmonicCounts(10, 11).slice(1);
  const norm = range(11).reduce((sum, k) => sum + k ** -2, 0);
  const powerLaw = (targets: readonly number[]) => ({
    eigenvalues: counts.map((count, i) => (i + 1) ** -2 / norm / count),
    multiplicities: counts,
    rank: counts.reduce((sum, count) => sum + count, 0),
    targets,
    tail: 0,
    unlearnable: 0,
  });

  it.each(rowsOf('kernel_generalization'))('kernel-generalization, $parameters', (row) => {
    const { P: samples, lamb, noise_var: noise } = row.parameters as Record<string, number>;
    const targets = counts.map((count, i) => ((i + 1) ** -2 / norm) ** 2 / count);
    const training = { samples: samples!, features: infinite, ridge: lamb! / samples!, noise: noise! };
    const got = predictRisk(powerLaw(targets), training);
    expect(relativeError(got.kappa! * samples!, row['kappa_exact'] as number)).toBeLessThan(1e-13);
    expect(relativeError(got.excessRisk!, row.value)).toBeLessThan(1e-10);
    (row['E_mode_k1_to_k4'] as number[]).forEach((want, k) => {
      const mode = powerLaw(targets.map((target, i) => (i === k ? target : 0)));
      const noiseless = predictRisk(mode, training).bias!;
      const fitted = predictRisk(powerLaw(targets), training).variance! * share(k, got.kappa!);
      expect(relativeError(noiseless + fitted, want)).toBeLessThan(1e-9);
    });
  });

  /** Of the noise's risk, what lies in degree k + 1: its part of d2. */
  function share(k: number, kappa: number): number {
    const { eigenvalues, multiplicities } = powerLaw([]);
    const parts = eigenvalues.map((s, i) => multiplicities[i]! * (s / (s + kappa)) ** 2);
    return parts[k]! / parts.reduce((sum, part) => sum + part, 0);
  }

  it.each(rowsOf('ntk_learning_curves'))('NTK learning curves, $parameters', (row) => {
    const { P: samples, lamb } = row.parameters as Record<string, number>;
    const training = { samples: samples!, features: infinite, ridge: lamb! / samples!, noise: 0 };
    [row.value, row['k2'] as number, row['k3'] as number].forEach((want, k) => {
      const got = predictRisk(powerLaw(counts.map((_, i) => (i === k ? 1 : 0))), training);
      expect(relativeError(got.excessRisk!, want)).toBeLessThan(1e-10);
    });
  });

  it.each(rowsOf('rfrr_deterministic_equivalent'))('random features, $parameters', (row) => {
    const { n, p, lam, sigma, k } = row.parameters as Record<string, number>;
    const kernel = {
      eigenvalues: range(k!).map((i) => i ** -1.5),
      multiplicities: range(k!).map(() => 1),
      rank: k!,
      targets: range(k!).map((i) => i ** -2.2),
      tail: 0,
      unlearnable: 0,
    };
    const got = predictRisk(kernel, { samples: n!, features: p!, ridge: lam! / n!, noise: sigma! ** 2 });
    // The peer's plain fixed point holds 6 digits.
    expect(relativeError(got.excessRisk!, row.value)).toBeLessThan(2e-6);
    expect(relativeError(got.gammaEffective!, row['nu2'] as number)).toBeLessThan(1e-6);
  });
});

describe('kernel regression', () => {
  it('is the engine in 90 digits on its own spectrum', () => {
    for (const given of [
      { kernel: 'rbf', bandwidth: 3, n: 231, dimension: 20, degrees: '0.5,0.3,0.2', noise: 0.2 },
      { kernel: 'ntk', depth: 3, n: 700, dimension: 12, degrees: '1,0,2', noise: 0.1, ridge: 1e-3 },
      { kernel: 'arccos', n: 90, width: 130, dimension: 15, degrees: '1', noise: 0.3, ridge: 1e-2 },
    ]) {
      const { kernel, training } = kernelRegression.limit(point(given as unknown as Point));
      const got = predict(kernelRegression, point(given as unknown as Point));
      const want = exactRisk(kernel, training);
      expect(relativeError(got.excessRisk!, want.excessRisk)).toBeLessThan(1e-12);
      expect(got.residual!).toBeLessThan(1e-11);
    }
  });

  it('descends three times, with peaks near the numbers of harmonics', () => {
    const sizes = range(240).map((i) => 5 * 500 ** (i / 240));
    const given = { kernel: 'rbf', bandwidth: 3, dimension: 20, degrees: '0.5,0.3,0.2', noise: 0.2 };
    const risks = sizes.map((n) => predict(kernelRegression, point({ ...given, n })).excessRisk!);
    const peaks = sizes.filter((_, i) => risks[i]! > (risks[i - 1] ?? 9) && risks[i]! > (risks[i + 1] ?? 9));
    const sums = [1 + 20, 1 + 20 + 209, 1 + 20 + 209 + 1520];
    expect(peaks.length).toBe(3);
    for (const [i, peak] of peaks.entries()) expect(Math.abs(peak / sums[i]! - 1)).toBeLessThan(0.06);
  });

  it('goes from random features to their kernel, and learns what it can of each degree', () => {
    const whole = predict(kernelRegression, point({ kernel: 'arccos', ridge: 1e-3 }));
    const wide = predict(kernelRegression, point({ kernel: 'arccos', ridge: 1e-3, width: 1e6 }));
    expect(relativeError(wide.excessRisk!, whole.excessRisk!)).toBeLessThan(1e-3);
    // One ReLU layer has no odd degrees from 3 on: their power stays, and acts as noise.
    const odd = predict(kernelRegression, point({ degrees: '0,0,1', n: 1e6 }));
    expect(odd.excessRisk!).toBeGreaterThan(1);
    expect(predict(kernelRegression, point({ degrees: '0,1', n: 1e4 })).excessRisk!).toBeLessThan(0.05);
  });

  it('is linear in the power of every degree', () => {
    const risk = (degrees: string) => predict(kernelRegression, point({ degrees })).excessRisk!;
    expect(risk('2,0.5,3')).toBeCloseTo(2 * risk('1') + 0.5 * risk('0,1') + 3 * risk('0,0,1'), 12);
  });

  const tails = JSON.parse(
    readFileSync(new URL('../reference/kernel_tails.json', import.meta.url), 'utf8'),
  ) as { readonly [name: string]: number | string }[];
  const kernelsOf = [...new Set(tails.map(({ kernel, depth }) => `${kernel} ${depth}`))];

  it.each(kernelsOf)(
    'is the sum over all degrees in low dimension, within the error that it states: %s',
    (of) => {
      for (const row of tails.filter(({ kernel, depth }) => `${kernel} ${depth}` === of)) {
        const { excessRisk, kappa, ...given } = row;
        const kernel = given['kernel'] === 'laplace' ? 'exp(-sqrt(2 - 2*x))' : given['kernel']!;
        const got = predict(kernelRegression, point({ ...given, kernel, noise: 0.1 }));
        const named = JSON.stringify(given);
        expect(got.status, named).toBe('ok');
        expect(got.residual!, named).toBeLessThan(1e-6);
        const error = relativeError(got.excessRisk!, Number(excessRisk));
        expect(error, named).toBeLessThan(3e-8);
        expect(error, named).toBeLessThan(3 * got.residual! + 3e-10);
        if (kappa !== undefined) expect(relativeError(got.kappa!, Number(kappa)), named).toBeLessThan(3e-8);
      }
    },
  );

  it('of a power law s = l^−a in one dimension more is a times the noise and more (Mallinar et al.)', () => {
    // On the circle s falls as l⁻², and of one ReLU layer's features as l⁻⁴.
    for (const [kernel, exponent] of [
      ['ntk', 2],
      ['arccos', 4],
    ] as const) {
      for (const n of [1e3, 1e5]) {
        const { testError } = predict(kernelRegression, point({ kernel, dimension: 2, n, noise: 0.1 }));
        expect(testError! / 0.1 / exponent - 1).toBeGreaterThan(0);
        expect(testError! / 0.1 / exponent - 1).toBeLessThan(5 / n);
      }
    }
  });

  it('does not take a kernel whose eigenvalues follow no power law for one that does', () => {
    for (const kernel of ['exp(4*x)', '1/(1.1 - x)', 'exp(x) + cos(x)']) {
      const { status } = predict(kernelRegression, point({ kernel, dimension: 2, n: 1000 }));
      expect(status, kernel).toBe('not-converged');
    }
  });

  it('says so where the spectrum is too coarse for the ridge', () => {
    const fine = predict(kernelRegression, point({ kernel: 'exp(x-1)', dimension: 3, n: 20 }));
    expect(fine.status).toBe('ok');
    const lost = predict(kernelRegression, point({ kernel: 'exp(x-1)', dimension: 3, n: 500 }));
    expect(lost).toMatchObject({ status: 'not-converged', excessRisk: null });
    const series = predict(kernelRegression, point({ kernel: 'rbf', dimension: 3, n: 500 }));
    expect(series.status).toBe('ok');
    const same = predict(kernelRegression, point({ kernel: 'rbf', dimension: 3, n: 20 }));
    expect(relativeError(fine.excessRisk!, same.excessRisk!)).toBeLessThan(1e-9);
    expect(fine.residual!).toBeGreaterThan(1e-12);
  });

  it.each([
    [{ dimension: 2.5 }, 'dimension 2.5 is not a whole number'],
    [{ kernel: 'rbf', depth: 2 }, 'depth 2 does not go with kernel rbf; it is for arccos and ntk'],
    [{ bandwidth: 2 }, 'bandwidth 2 does not go with kernel ntk; it is for rbf'],
    [{ exponent: 2 }, 'exponent 2 does not go with kernel ntk; it is for polynomial'],
    [
      { kernel: 'arccos', depth: 2, width: 9 },
      'width 9: no random features are known for kernel arccos at depth 2; expected rbf, polynomial, or arccos at depth 1',
    ],
  ])('refuses %o', (given, message) => {
    expect(() => kernelRegression.check!(point(given as unknown as Point))).toThrow(new InputError(message));
  });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linear } from '../../src/models/linear/linear.ts';
import { predict } from '../../src/models/model.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { compress } from '../../src/parts/inputs/compression.ts';
import type { Kernel } from '../../src/theory/kernel.ts';
import { predictRisk } from '../../src/theory/risk.ts';
import { npyFile } from '../helpers/npy.ts';
import { relativeError } from '../helpers/random.ts';

interface Row {
  readonly parameters: Readonly<
    Record<'n' | 'p' | 'k' | 'lam' | 'sigma' | 'ridge' | 'noise_std' | 'noise_var', number>
  >;
  readonly value: number;
  readonly exact: number;
  readonly check_value: number;
}

const reference = (name: string): Row[] =>
  JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8'));
const eigenlearning = reference('eigenlearning');
const randomFeatureRows = reference('rfrr_deterministic_equivalent');
const structured = reference('feature_ridge_regression');

const shared = { signal: 1, nonlinear: 0, noise: 0, ridge: 0, distribution: 'gaussian', blocks: 'isotropic' };
const linearDefaults = { ...shared, observedShare: 1 };
const featureDefaults = { ...shared, activation: 'identity', weights: 'gaussian' };

const powerSum = (exponent: number, count: number) => {
  let sum = 0;
  for (let i = count; i > 0; i--) sum += i ** -exponent;
  return sum;
};

describe('power laws', () => {
  it.each(eigenlearning)(
    'equal the exact eigenframework of kernel regression at n = $parameters.n',
    (row) => {
      const { n, ridge, noise_std } = row.parameters;
      const found = predict(linear, {
        ...linearDefaults,
        n,
        spectrum: 'power:a=2,b=2.4,count=2000',
        signal: powerSum(2.4, 2000),
        ridge: ridge / n,
        noise: noise_std ** 2,
      });
      expect(relativeError(found.testError!, row.exact)).toBeLessThan(1e-11);
    },
  );

  it.each(randomFeatureRows)(
    'equal random linear features on them, n = $parameters.n, k = $parameters.p',
    (row) => {
      const { n, p, lam, sigma, k } = row.parameters;
      const mean = powerSum(1.5, k) / k;
      const found = predict(randomFeatures, {
        ...featureDefaults,
        n,
        k: p,
        spectrum: `power:a=1.5,b=2.2,count=${k}`,
        signal: powerSum(2.2, k),
        // Theirs: |y − Za|² + λ|a|², Σ = diag(i^−1.5); ours has mean variance 1.
        ridge: lam / n / mean,
        noise: sigma ** 2,
      });
      // The peer stops at some six digits.
      expect(relativeError(found.excessRisk!, row.value)).toBeLessThan(3e-6);
    },
  );

  it.each(structured)('equal ridge regression with them, n = $parameters.n, λ = $parameters.lam', (row) => {
    const { n, p, lam, noise_var } = row.parameters;
    // Their eigenvalues are i^−1.2 over their mean, and β_i² ∝ 1/i sums to 1.
    const mean = powerSum(1.2, p) / p;
    const found = predict(linear, {
      ...linearDefaults,
      n,
      spectrum: `power:a=1.2,b=2.2,count=${p}`,
      signal: powerSum(2.2, p) / mean / powerSum(1, p),
      ridge: (lam / n) * mean,
      noise: noise_var,
    });
    expect(relativeError(found.testError!, row.check_value)).toBeLessThan(1e-10);
  });

  it('are compressed to 1e-12 of the sum over all eigenvalues, at real and complex effective ridges', () => {
    for (const [a, b, count] of [
      [1.5, 2, 30_000],
      [0.3, -0.5, 20_000],
      [4, 3, 5000],
    ] as const) {
      const variances = Float64Array.from({ length: count }, (_, i) => (i + 1) ** -a);
      const powers = Float64Array.from({ length: count }, (_, i) => (i + 1) ** -b);
      const short = compress({ variances, counts: new Float64Array(count).fill(1), powers });
      expect(short.variances.length).toBeLessThan(2000);
      for (const exponent of [-8, -4, -2, -1, 0, 1]) {
        for (const angle of [0, Math.PI / 2, (2 * Math.PI) / 3]) {
          const g = { re: 10 ** exponent * Math.cos(angle), im: 10 ** exponent * Math.sin(angle) };
          const sum = (s: Float64Array, m: Float64Array | null, squared: boolean) => {
            let [re, im] = [0, 0];
            for (let i = s.length - 1; i >= 0; i--) {
              const x = s[i]! + g.re;
              const norm = x * x + g.im * g.im;
              const weight = (m?.[i] ?? 1) * (squared ? s[i]! / norm : 1) * (s[i]! / norm);
              re += weight * (squared ? x * x - g.im * g.im : x);
              im -= weight * (squared ? 2 * x * g.im : g.im);
            }
            return { re, im };
          };
          for (const [all, few] of [
            [sum(variances, null, false), sum(short.variances, short.counts, false)],
            [sum(variances, null, true), sum(short.variances, short.counts, true)],
            [sum(variances, powers, false), sum(short.variances, short.powers, false)],
          ] as const) {
            expect(Math.hypot(all.re - few.re, all.im - few.im) / Math.hypot(all.re, all.im)).toBeLessThan(
              1e-12,
            );
          }
        }
      }
    }
  });

  it('keep only their leading directions: the rest of the target acts as noise, and stays', () => {
    const point = { ...linearDefaults, n: 50, noise: 0.1, spectrum: 'power:a=1,b=2,count=400' };
    const whole = predict(linear, { ...point, p: 30 });
    const lost = 1 - powerSum(2, 30) / powerSum(2, 400);
    // Ridgeless with p < n: Hastie et al., the lost power as further noise.
    expect(relativeError(whole.excessRisk!, lost + ((0.1 + lost) * 30) / 20)).toBeLessThan(1e-12);
  });
});

describe('other spectra', () => {
  it('with few groups equal the same problem in blocks', () => {
    const blocks = predict(linear, {
      ...linearDefaults,
      gamma: 2,
      ridge: 0.1,
      noise: 0.2,
      blocks: '0.25:3,0.75:0.3333333333333333',
    });
    const spectrum = predict(linear, {
      ...linearDefaults,
      n: 200,
      p: 400,
      ridge: 0.1,
      noise: 0.2,
      spectrum: 'blocks:0.25:3,0.75:0.3333333333333333',
    });
    expect(spectrum).toEqual(blocks);
  });

  it('spikes and equal correlations are what their matrices have', () => {
    const spiked = linear.limit({
      ...linearDefaults,
      n: 100,
      p: 200,
      spectrum: 'spiked:count=3,strength=10',
    }).kernel;
    expect(spiked.eigenvalues).toEqual([11, 1]);
    expect(spiked.multiplicities).toEqual([0.03, 1.97]);
    const equal = linear.limit({
      ...linearDefaults,
      n: 100,
      p: 200,
      spectrum: 'equicorrelated:rho=0.3',
    }).kernel;
    expect(equal.eigenvalues[0]).toBeCloseTo(1 + 0.3 * 199, 12);
    expect(equal.eigenvalues[1]).toBeCloseTo(0.7, 12);
    // tr Σ = p
    expect(equal.eigenvalues[0]! + 199 * equal.eigenvalues[1]!).toBeCloseTo(200, 10);
  });

  it('are read from .csv and .npy files, multiplicities and weights on nothing included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'descent-'));
    const csv = join(folder, 'eigs.csv');
    writeFileSync(csv, '# made up\nweight,eigenvalue,multiplicity\n0.25,0.5,30\n1,2,10\n0.5,0,1\n');
    const npy = join(folder, 'eigs.npy');
    writeFileSync(
      npy,
      npyFile([
        [2, 1, 10],
        [0.5, 0.25, 30],
        [0, 0.5, 1],
      ]),
    );
    const at = (file: string) =>
      predict(linear, { ...linearDefaults, n: 60, noise: 0.3, ridge: 0.05, spectrum: `file:${file}` });
    const kernel: Kernel = {
      eigenvalues: [2, 0.5],
      multiplicities: [10, 30],
      rank: 40,
      targets: [1, 0.25],
      tail: 0,
      unlearnable: 0.5,
    };
    const want = predictRisk(kernel, {
      samples: 60,
      features: Number.POSITIVE_INFINITY,
      ridge: 0.05,
      noise: 0.3,
    });
    for (const file of [csv, npy])
      expect(relativeError(at(file).excessRisk!, want.excessRisk!)).toBeLessThan(1e-13);
  });
});

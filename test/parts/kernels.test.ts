import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { gegenbauerValues, sphereRule } from '../../src/numerics/gegenbauer.ts';
import { harmonicCoefficient, kernelAverage, randomFeature } from '../../src/parts/kernels/population.ts';
import { kernelSpectrum } from '../../src/parts/kernels/spectrum.ts';
import { findKernel, type KernelSpec } from '../../src/parts/kernels/zonal.ts';

interface Row {
  readonly kernel: string;
  readonly depth?: number;
  readonly bandwidth?: number;
  readonly dimension: number;
  readonly degrees: readonly number[];
  readonly eigenvalues: readonly number[];
}

const rows = JSON.parse(
  readFileSync(new URL('../reference/kernel_spectra.json', import.meta.url), 'utf8'),
) as Row[];

const spec = (kernel: string, given: Partial<KernelSpec> = {}): KernelSpec => {
  return { kernel, depth: 1, bandwidth: null, exponent: null, ...given };
};

/** E f(t) under the Gegenbauer weight. */
function average(dimension: number, f: (t: number) => number, kinks: readonly number[] = []): number {
  const { nodes, weights } = sphereRule(dimension, 60, kinks);
  return nodes.reduce((sum, t, i) => sum + weights[i]! * f(t), 0);
}

/** P_l(t). */
function polynomial(dimension: number, degree: number, t: number): number {
  const values = new Float64Array(degree + 1);
  gegenbauerValues(dimension, t, values);
  return values[degree]!;
}

const kernels: readonly KernelSpec[] = [
  spec('arccos'),
  spec('arccos', { depth: 3 }),
  spec('ntk'),
  spec('ntk', { depth: 5 }),
  spec('rbf', { bandwidth: 0.7 }),
  spec('polynomial', { exponent: 5 }),
  spec('exp(x-1)'),
];

describe('kernel spectra', () => {
  it.each(rows)('of $kernel, depth $depth, bandwidth $bandwidth, in dimension $dimension', (row) => {
    const { kernel, depth = 1, bandwidth = null, dimension, degrees } = row;
    const found = kernelSpectrum(spec(kernel, { depth, bandwidth }), dimension);
    const trace = findKernel(spec(kernel, { depth, bandwidth })).at(1);
    degrees.forEach((l, i) => {
      const want = row.eigenvalues[i]!;
      if (found.eigenvalues.length <= l) return;
      const error = Math.abs(found.eigenvalues[l]! - want);
      // A power series gives them to their last digits, a quadrature to rounding of the kernel.
      if (kernel === 'rbf') expect(error, `degree ${l}`).toBeLessThan(2e-14 * want);
      else expect(error * Math.sqrt(found.multiplicities[l]!), `degree ${l}`).toBeLessThan(2e-14 * trace);
    });
  });

  it.each(kernels)('have trace h(1) and satisfy Parseval: $kernel, depth $depth', (each) => {
    for (const dimension of [3, 8, 40]) {
      const found = kernelSpectrum(each, dimension);
      const { tail, tailLargest } = found;
      const { at } = findKernel(each);
      const all = [found, ...found.beyond].flatMap(({ eigenvalues, multiplicities }) =>
        eigenvalues.map((s, i) => [s, multiplicities[i]!] as const),
      );
      // A spectral law needs a measure.
      expect(all.every(([s, m]) => s >= 0 && m > 0)).toBe(true);
      const trace = all.reduce((sum, [s, m]) => sum + m * s, tail);
      const squares = all.reduce((sum, [s, m]) => sum + m * s * s, 0);
      expect(Math.abs(trace / at(1) - 1)).toBeLessThan(1e-12);
      // The tail's own squares are what its largest eigenvalue lets them be.
      const rest = average(dimension, (t) => at(t) ** 2) - squares;
      expect(rest).toBeGreaterThan(-1e-13 * squares);
      expect(rest).toBeLessThan(tail * tailLargest + 1e-13 * squares);
    }
  });

  it('agree between power series and quadrature', () => {
    for (const dimension of [3, 20]) {
      for (const [named, text] of [
        [spec('rbf', { bandwidth: 2 }), 'exp((x-1)/4)'],
        [spec('polynomial', { exponent: 4 }), '((1+x)/2)^4'],
      ] as const) {
        const series = kernelSpectrum(named, dimension);
        const quadrature = kernelSpectrum(spec(text), dimension);
        for (let l = 0; l < 5; l++) {
          const scale = Math.sqrt(series.multiplicities[l]!);
          expect(scale * Math.abs(series.eigenvalues[l]! - quadrature.eigenvalues[l]!)).toBeLessThan(1e-14);
        }
      }
    }
  });

  it('end where a polynomial ends, and vanish in odd degrees from 3 on for one ReLU layer', () => {
    expect(kernelSpectrum(spec('polynomial', { exponent: 3 }), 10)).toMatchObject({ tail: 0 });
    const cubic = kernelSpectrum(spec('x + x^3'), 10);
    expect(cubic.tail).toBe(0);
    expect(cubic.eigenvalues.map((s) => s > 0).slice(0, 6)).toEqual([false, true, false, true, false, false]);
    for (const kernel of ['arccos', 'ntk']) {
      const odd = kernelSpectrum(spec(kernel), 10).eigenvalues.filter((_, l) => l > 1 && l % 2 === 1);
      expect(new Set(odd)).toEqual(new Set([0]));
    }
  });

  it('refuse kernels that are not positive definite, with the eigenvalue', () => {
    expect(() => kernelSpectrum(spec('abs(x)'), 5)).toThrow(
      new InputError(
        'kernel abs(x) is not positive definite in dimension 5: its eigenvalue of degree 4 is -0.00781; expected eigenvalues >= 0',
      ),
    );
    expect(() => findKernel(spec('nkt'))).toThrow(/^kernel 'nkt' is not known; did you mean 'ntk'\?/);
    expect(() => findKernel(spec('x+'))).toThrow(/^expression "x\+"/);
  });
});

describe('population averages of kernels', () => {
  it('E_x h(x·a) h(x·b) at a = b is E h²', () => {
    for (const each of kernels) {
      const want = average(9, (t) => findKernel(each).at(t) ** 2);
      expect(Math.abs(kernelAverage(each, 9)(1) / want - 1)).toBeLessThan(1e-12);
    }
  });

  it('E_x h(x·a) h(x·b) is a sum over angles, and c_l the mean of h P_l', () => {
    const dimension = 9;
    const pieces = 160;
    for (const each of kernels) {
      const { at } = findKernel(each);
      const found = kernelAverage(each, dimension);
      for (const t of [-1, -0.6, 0.1, 0.8]) {
        // x·a = cos θ, and cos ψ what x has of the rest of b in units of what it has besides.
        let [sum, total] = [0, 0];
        for (let i = 0; i < pieces; i++) {
          for (let j = 0; j < pieces; j++) {
            const [theta, psi] = [(Math.PI * (i + 0.5)) / pieces, (Math.PI * (j + 0.5)) / pieces];
            const weight = Math.sin(theta) ** (dimension - 2) * Math.sin(psi) ** (dimension - 3);
            const other = t * Math.cos(theta) + Math.sqrt(1 - t * t) * Math.sin(theta) * Math.cos(psi);
            sum += weight * at(Math.cos(theta)) * at(other);
            total += weight;
          }
        }
        expect(Math.abs(found(t) / (sum / total) - 1), `${each.kernel} ${t}`).toBeLessThan(1e-8);
      }
      for (let l = 0; l < 12; l++) {
        const want = average(dimension, (t) => at(t) * polynomial(dimension, l, t));
        expect(Math.abs(harmonicCoefficient(each, dimension, l, 'kernel') - want)).toBeLessThan(
          1e-14 * at(1),
        );
      }
    }
  });

  it('random features have the coefficients ±√s', () => {
    for (const each of [
      spec('arccos'),
      spec('rbf', { bandwidth: 1.3 }),
      spec('polynomial', { exponent: 4 }),
    ]) {
      const feature = randomFeature(each, 9);
      for (let l = 0; l < 9; l++) {
        const got = average(9, (t) => feature(t) * polynomial(9, l, t), [0]);
        expect(got).toBeCloseTo(harmonicCoefficient(each, 9, l, 'feature'), 12);
        expect(harmonicCoefficient(each, 9, l, 'kernel')).toBeCloseTo(got * got, 13);
      }
    }
  });
});

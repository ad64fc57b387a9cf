import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Curve } from '../../../src/theory/complex/curve.ts';
import {
  cumulative,
  gridOf,
  type Law,
  shareBelow,
  sharesAt,
  spectralLaw,
} from '../../../src/theory/density/law.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { plus, polynomialDensity, roots, times } from '../../helpers/polynomial.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator, logUniform, relativeError } from '../../helpers/random.ts';

const infinite = Number.POSITIVE_INFINITY;

function kernelOf(eigenvalues: number[], multiplicities: number[], tail = 0): Kernel {
  const rank = multiplicities.reduce((a, b) => a + b, 0);
  return { eigenvalues, multiplicities, rank, targets: eigenvalues.map(() => 0), tail, unlearnable: 0 };
}

/** ZᵀZ/n of n samples of p = ratio·n inputs. */
function covariance(variances: number[], shares: number[], ratio: number): Law {
  const kernel = kernelOf(
    variances,
    shares.map((share) => share * ratio),
  );
  return spectralLaw({ kernel, samples: 1, features: infinite }, { order: ratio, scale: 1 });
}

const gram = (curve: Curve) => spectralLaw(curve, { order: curve.samples, scale: 1 });
const mass = (law: Law) => cumulative(law).shares.at(-1)!;

/** Σ of the eigenvalues by their law: with the density per cell at the middle of its ends. */
function mean(law: Law): number {
  const { places, shares } = cumulative(law);
  const atoms = law.atoms.reduce((sum, atom) => sum + atom.at * atom.mass, 0);
  return places.slice(1).reduce((sum, place, i) => {
    const [from, share] = [places[i]!, shares[i + 1]! - shares[i]!];
    const between = law.edges.some(([low]) => low === place);
    return between ? sum : sum + (share * (from + place)) / 2;
  }, atoms);
}

describe('the law of Marchenko and Pastur', () => {
  it.each([1e-3, 0.1, 0.5, 0.9, 0.999999, 1, 1.000001, 2, 30, 1e4])('in closed form at p/n = %d', (ratio) => {
    const law = covariance([1], [1], ratio);
    const [a, b] = [(1 - Math.sqrt(ratio)) ** 2, (1 + Math.sqrt(ratio)) ** 2];
    expect(law.edges).toHaveLength(1);
    // (1 − √ratio)² of two nearly equal numbers is no better than this.
    const rounding = 1e-15 / Math.abs(1 - Math.sqrt(ratio));
    if (ratio === 1) expect(law.edges[0]![0]).toBe(0);
    else expect(relativeError(law.edges[0]![0], a)).toBeLessThan(1e-14 + 4 * rounding);
    expect(relativeError(law.edges[0]![1], b)).toBeLessThan(1e-14);
    expect(law.atoms).toEqual(ratio > 1 ? [{ at: 0, mass: 1 - 1 / ratio }] : []);
    const angles = [0.02, 0.3, 1, 1.5, 2, 2.7, 3.1];
    const places = angles.map((angle) => a + (b - a) * Math.sin(angle / 2) ** 2);
    law.densitiesAt(places).forEach(({ density, residual }, i) => {
      const s = places[i]!;
      const exact = Math.sqrt((b - s) * (s - a)) / (2 * Math.PI * ratio * s);
      expect(relativeError(density!, exact)).toBeLessThan(1e-10 + rounding);
      expect(residual).toBeLessThan(1e-9);
    });
    expect(Math.abs(mass(law) - 1)).toBeLessThan(1e-9);
  });

  it('is 0 beyond its edges', () => {
    const densities = covariance([1], [1], 0.5).densitiesAt([1e-9, 0.0857, 2.915, 1e9]);
    expect(densities).toEqual(densities.map(() => ({ density: 0, residual: 0 })));
  });
});

interface Row {
  readonly program: string;
  readonly variances: number[];
  readonly shares: number[];
  readonly ratio: number;
}

const reference: {
  readonly densities: readonly (Row & { readonly x: number; readonly exact: number })[];
  readonly edges: readonly (Row & { readonly side: 'lower' | 'upper'; readonly value: readonly number[] })[];
} = JSON.parse(readFileSync(new URL('../../reference/spectra.json', import.meta.url), 'utf8'));

describe('published values', () => {
  it.each(reference.densities)('$program: density of $variances at $ratio, $x', (row) => {
    const [found] = covariance(row.variances, row.shares, row.ratio).densitiesAt([row.x]);
    expect(relativeError(found!.density!, row.exact)).toBeLessThan(1e-12);
  });

  it.each(reference.edges)('$program: $side edges of $variances at $ratio', (row) => {
    const edges = covariance(row.variances, row.shares, row.ratio).edges;
    expect(edges).toHaveLength(row.value.length);
    // Spectrode finds edges to its grid.
    edges.forEach(([low, high], i) => {
      expect(relativeError(row.side === 'lower' ? low : high, row.value[i]!)).toBeLessThan(1e-5);
    });
  });
});

/** Random problems that random points of their spectrum are looked at of. */
function scan(seed: number, count: number, visit: (curve: Curve, next: () => number) => void) {
  const next = generator(seed);
  for (let i = 0; i < count; i++) {
    const { kernel, training } = randomProblem(next);
    visit({ kernel, ...training }, next);
  }
}

describe('random kernels', () => {
  it('have the densities of the roots of their polynomials', () => {
    const next = generator(5);
    const log = logUniform(next);
    for (let i = 0; i < 100; i++) {
      const eigenvalues = Array.from({ length: 1 + Math.floor(3 * next()) }, () => log(0.05, 5));
      const tail = next() < 0.5 ? 0 : log(0.01, 1);
      const kernel = kernelOf(
        eigenvalues,
        eigenvalues.map(() => log(0.1, 2)),
        tail,
      );
      const features = next() < 0.4 ? infinite : log(0.2, 5);
      const curve = { kernel, samples: log(0.2, 5), features };
      const law = gram(curve);
      for (const [low, high] of law.edges) {
        const places = [0.3, 0.8, 1.6, 2.3, 2.9].map((t) => low + (high - low) * Math.sin(t / 2) ** 2);
        law.densitiesAt(places).forEach(({ density, residual }, j) => {
          expect(relativeError(density!, polynomialDensity(curve, places[j]!))).toBeLessThan(1e-9);
          expect(residual).toBeLessThan(1e-10);
        });
        for (const outside of [low * (1 - 1e-5), high * (1 + 1e-5)])
          if (law.edges.every(([a, b]) => outside < a || outside > b))
            expect(polynomialDensity(curve, outside)).toBe(0);
      }
    }
  });

  it('have mass 1 and the mean tr K/n², across all scales', () => {
    scan(23, 100, (curve) => {
      const law = gram(curve);
      const { kernel, samples } = curve;
      const trace = kernel.eigenvalues.reduce(
        (sum, s, i) => sum + s * kernel.multiplicities[i]!,
        kernel.tail,
      );
      // Half of them are within 10⁻⁶ and less of a threshold, where a bulk is not resolved below 10⁻¹⁴ of its width.
      expect(Math.abs(mass(law) - 1)).toBeLessThan(3e-5);
      expect(relativeError(mean(law), trace / samples)).toBeLessThan(1e-4);
    });
  });

  it('are solved at single places anywhere in a bulk', () => {
    scan(29, 100, (curve, next) => {
      const law = gram(curve);
      for (const [low, high] of law.edges) {
        const from = Math.max(low, 1e-9 * high);
        const places = [next(), next(), next()].map((t) => from * (high / from) ** t).sort((a, b) => a - b);
        const together = law.densitiesAt(places);
        places.forEach((place, i) => {
          const [alone] = law.densitiesAt([place]);
          expect(alone!.density).not.toBeNull();
          expect(relativeError(alone!.density!, together[i]!.density!)).toBeLessThan(
            1e-8 + 10 * alone!.residual!,
          );
        });
      }
    });
  });
});

describe('the support', () => {
  it('splits where the gap of two blocks opens, at a ratio found to ten digits', () => {
    const bulks = (ratio: number) => covariance([1, 8], [0.5, 0.5], ratio).edges.length;
    let [split, joined] = [0.5, 2];
    for (let i = 0; i < 50; i++) {
      const middle = (split + joined) / 2;
      if (bulks(middle) === 2) split = middle;
      else joined = middle;
    }
    // 1 = ratio/2 Σ s²/(s+γ)² has a double root between the poles: Σ s²/(s+γ)³ = 0, γ + 1 : γ + 8 = −(1 : 8^(2/3)).
    const gamma = -(8 + 4) / (4 + 1);
    const exact = 2 / (1 / (1 + gamma) ** 2 + 64 / (8 + gamma) ** 2);
    expect(relativeError(split, exact)).toBeLessThan(1e-10);
    for (const ratio of [exact * (1 - 1e-6), exact * (1 + 1e-6)])
      expect(Math.abs(mass(covariance([1, 8], [0.5, 0.5], ratio)) - 1)).toBeLessThan(1e-5);
  });

  it('has a bulk for each of many distant eigenvalues, with its share of the mass', () => {
    const variances = Array.from({ length: 12 }, (_, i) => 4 ** i);
    const law = covariance(
      variances,
      variances.map(() => 1 / 12),
      0.01,
    );
    expect(law.edges).toHaveLength(12);
    const { places, shares } = cumulative(law);
    law.edges.forEach(([, high], i) => {
      expect(Math.abs(shares[places.lastIndexOf(high)]! - (i + 1) / 12)).toBeLessThan(1e-9);
    });
  });

  it('of a kernel with a tail is shifted by it, and so is its atom', () => {
    const plain = gram({ kernel: kernelOf([1, 8], [0.25, 0.25]), samples: 2, features: infinite });
    const raised = gram({ kernel: kernelOf([1, 8], [0.25, 0.25], 0.6), samples: 2, features: infinite });
    plain.edges.forEach(([low, high], i) => {
      expect(relativeError(raised.edges[i]![0], low + 0.3)).toBeLessThan(1e-14);
      expect(relativeError(raised.edges[i]![1], high + 0.3)).toBeLessThan(1e-14);
    });
    expect(raised.atoms).toEqual([{ at: 0.3, mass: 0.75 }]);
    expect(raised.densitiesAt([0.7])[0]!.density).toBeCloseTo(plain.densitiesAt([0.4])[0]!.density!, 12);
  });

  it('of a product of two square Gaussian matrices is that of Fuss and Catalan', () => {
    const law = gram({ kernel: kernelOf([1], [1]), samples: 1, features: 1 });
    expect(law.edges).toEqual([[0, expect.closeTo(27 / 4, 13)]]);
    // Penson & Życzkowski, arXiv:1103.3453, the case s = 2.
    const exact = (x: number) => {
      const root = (27 + 3 * Math.sqrt(81 - 12 * x)) ** (1 / 3);
      return (
        (2 ** (1 / 3) * Math.sqrt(3) * (2 ** (1 / 3) * root ** 2 - 6 * x ** (1 / 3))) /
        (12 * Math.PI * x ** (2 / 3) * root)
      );
    };
    for (const x of [1e-6, 1e-2, 0.5, 3, 6.5])
      expect(relativeError(law.densitiesAt([x])[0]!.density!, exact(x))).toBeLessThan(1e-11);
  });

  it('of as many linear features as inputs is found for any number of samples', () => {
    for (const samples of [1e-6, 0.1, 0.9, 2]) {
      const law = gram({ kernel: kernelOf([1], [1]), samples, features: 1 });
      expect(law.edges).toHaveLength(1);
      expect(Math.abs(mass(law) - 1)).toBeLessThan(1e-6);
    }
  });

  it('holds for deeper networks: mass 1 and the mean of the composed kernel', () => {
    const layers = [
      { features: 2, gain: 0.7, tail: 0.3 },
      { features: 0.8, gain: 0.5, tail: 0 },
    ];
    for (const samples of [0.3, 0.8, 3]) {
      const curve = { kernel: kernelOf([0.5, 2], [0.5, 0.5], 0.2), samples, features: 1.5, layers };
      const law = gram(curve);
      expect(law.atoms).toEqual(samples > 0.8 ? [{ at: 0, mass: 1 - 0.8 / samples }] : []);
      expect(Math.abs(mass(law) - 1)).toBeLessThan(1e-7);
      expect(relativeError(mean(law), (((1.25 + 0.2) * 0.7 + 0.3) * 0.5) / samples)).toBeLessThan(1e-4);
    }
  });
});

describe('random features', () => {
  it('have the densities of the quartic of Pennington and Worah', () => {
    // NeurIPS 2017, Theorem 1: M = (1/m) Y Yᵀ, Y = f(WX) n1 × m, X n0 × m; φ = n0/m, ψ = n0/n1, η = E f², ζ = (E f′)²;
    // G = (ψ/z) P + (1 − ψ)/z, P = 1 + (η − ζ) t Q + t ζ Q/(1 − t ζ Q), Q = (1 + (P−1)φ)(1 + (P−1)ψ), t = 1/(zψ).
    const [eta, zeta] = [1, 0.6];
    for (const [psi1, psi2] of [
      [2, 3],
      [0.5, 4],
      [3, 0.7],
      [1, 1],
    ] as const) {
      const curve = { kernel: kernelOf([zeta], [1], eta - zeta), samples: psi2, features: psi1 };
      const law = spectralLaw(curve, { order: psi1, scale: psi1 });
      const [phi, psi] = [1 / psi2, 1 / psi1];
      expect(law.atoms).toEqual(psi1 > psi2 ? [{ at: 0, mass: 1 - psi2 / psi1 }] : []);
      expect(Math.abs(mass(law) - 1)).toBeLessThan(1e-9);
      const [low, high] = law.edges[0]!;
      for (const angle of [0.4, 1, 2, 2.8]) {
        const z = low + (high - low) * Math.sin(angle / 2) ** 2;
        const t = 1 / (z * psi);
        const Q = times([1 - phi, phi], [1 - psi, psi]);
        const left = times(plus([-1, 1], Q, -(eta - zeta) * t), plus([1], Q, -t * zeta));
        const P = roots(plus(left, Q, -t * zeta)).reduce((best, x) => (x.im > best.im ? x : best));
        const exact = (psi * P.im) / (Math.PI * z);
        expect(relativeError(law.densitiesAt([z])[0]!.density!, exact)).toBeLessThan(1e-10);
      }
    }
  });
});

describe('a grid', () => {
  it('shows every bulk from edge to edge, and stays away from 0', () => {
    const law = covariance([1, 8], [0.5, 0.5], 0.5);
    for (const scale of ['linear', 'log'] as const) {
      const grid = gridOf(law, 201, scale);
      expect(grid).toHaveLength(201);
      expect([...grid].sort((a, b) => a - b)).toEqual(grid);
      for (const edge of law.edges.flat()) expect(grid).toContain(edge);
    }
    const hard = gridOf(covariance([1], [1], 1), 101, 'log');
    expect(hard).toHaveLength(101);
    expect(hard[0]).toBeCloseTo(4e-6, 12);
    expect(shareBelow(cumulative(covariance([1], [1], 1)), 1)).toBeCloseTo(
      1 / 3 + Math.sqrt(3) / (2 * Math.PI),
      5,
    );
  });
});

describe('the distribution function', () => {
  // scipy.integrate.quad over θ, s = a + (b − a) sin²(θ/2), of the density of Marchenko and Pastur, to 10⁻¹².
  it.each([
    [
      1,
      [1e-4, 0.3, 1, 3.9],
      [0.0063661711977524935, 0.3442819741085169, 0.6089977810442294, 0.99830960600015],
    ],
    [2, [0, 0.1, 0.2, 1, 5, 6], [0.5, 0.5, 0.503206415094029, 0.6591549430918953, 0.982946751917112, 1]],
    [
      0.8,
      [0.005, 0.012, 0.02, 0.3, 3],
      [0, 0.0005375470431552667, 0.012967014166359783, 0.2900429346431078, 0.9667117172264792],
    ],
  ])('is the integral of the density, atoms among it, at p/n = %d', (ratio, places, shares) => {
    const law = covariance([1], [1], ratio);
    sharesAt(law, cumulative(law), places).forEach((share, i) => {
      expect(Math.abs(share! - shares[i]!)).toBeLessThan(2e-6);
    });
  });

  it('is flat between bulks, and has the share of each', () => {
    const law = covariance([1, 100], [0.7, 0.3], 0.1);
    const [, [low, high]] = law.edges as [readonly [number, number], readonly [number, number]];
    const found = sharesAt(law, cumulative(law), [low / 2, low, (low + high) / 2, high, 2 * high]);
    [found[0]!, found[1]!].forEach((share) => {
      expect(share).toBeCloseTo(0.7, 9);
    });
    expect(found[2]).toBeGreaterThan(0.7);
    expect(found[3]).toBeCloseTo(1, 9);
    expect(found[4]).toBeCloseTo(1, 9);
  });

  it('begins at what all eigenvalues of a kernel with a tail have in common', () => {
    const kernel = kernelOf([1], [1], 0.5);
    const law = gram({ kernel, samples: 2, features: infinite });
    const known = cumulative(law);
    expect(law.offset).toBeGreaterThan(0);
    expect(sharesAt(law, known, [law.offset / 2, law.offset])).toEqual([0, law.atoms[0]!.mass]);
    // Against the sum over cells, which is coarser.
    const s = (law.edges[0]![0] + law.edges[0]![1]) / 2;
    expect(sharesAt(law, known, [s])[0]).toBeCloseTo(shareBelow(known, s), 4);
  });
});

import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../src/linalg/select.ts';
import { minimise } from '../../../src/numerics/minimum.ts';
import { openStream } from '../../../src/random/stream.ts';
import { fitRidge, heldDesign } from '../../../src/solvers/ridge.ts';
import { spectralFunctions } from '../../../src/theory/kernel.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { optimalRidge, optimalSignedRidge } from '../../../src/theory/tuning/ridge.ts';
import { relativeError } from '../../helpers/random.ts';

describe('optimalRidge', () => {
  const kernel = { eigenvalues: [1], multiplicities: [1], rank: 1, targets: [1], tail: 0, unlearnable: 0 };
  const features = Number.POSITIVE_INFINITY;

  it('is γσ²/r² for isotropic linear regression', () => {
    for (const [gamma, noise] of [
      [0.3, 0.5],
      [1, 1],
      [4, 0.01],
      [0.1, 20],
    ] as const) {
      const found = optimalRidge(
        { ...kernel, multiplicities: [gamma], rank: gamma },
        { samples: 1, features, ridge: 0, noise },
      );
      expect(relativeError(found, gamma * noise)).toBeLessThan(1e-9);
    }
  });

  it('is 0 without noise', () => {
    expect(optimalRidge(kernel, { samples: 2, features, ridge: 0, noise: 0 })).toBe(0);
  });
});

describe('optimalSignedRidge', () => {
  // The target in the strong directions only, more parameters than samples: the weak ones' implicit ridge is already too much.
  const aligned = {
    eigenvalues: [8, 1],
    multiplicities: [0.2, 4.8],
    rank: 5,
    targets: [1, 0],
    tail: 0,
    unlearnable: 0,
  };
  const training = { samples: 1, features: Number.POSITIVE_INFINITY, ridge: 0, noise: 0 };

  it('is negative where the implicit ridge is too much, and the risk at it that of trials', () => {
    const { ridge, prediction } = optimalSignedRidge(aligned, training);
    expect(ridge).toBeLessThan(-0.1);
    expect(prediction.excessRisk!).toBeLessThan(predictRisk(aligned, training).excessRisk! * 0.99);
    expect(optimalRidge(aligned, training)).toBe(0);
    // n = 150 samples, 30 strong and 720 weak directions; the average over two coordinates' targets and trials.
    const n = 150;
    const backend = openBackend('embedded');
    const risks: number[] = [];
    for (let trial = 0; trial < 12; trial++) {
      backend.workspace.reserve(2 ** 26);
      backend.workspace.scope(() => {
        const z = backend.workspace.matrix(n * 5, n);
        openStream([7, 8], 0, trial).normals(z.data);
        const strong = n / 5;
        for (let i = 0; i < strong * n; i++) z.data[i]! *= Math.sqrt(8);
        const y = backend.workspace.matrix(n, strong);
        const scale = 1 / Math.sqrt(8);
        for (let i = 0; i < n; i++)
          for (let c = 0; c < strong; c++) y.data[i * strong + c] = scale * z.data[c * n + i]!;
        const { coefficients: a } = fitRidge(backend, heldDesign(n, 5 * n, z), y, [ridge * n]);
        for (let c = 0; c < strong; c++) {
          let risk = 0;
          for (let j = 0; j < 5 * n; j++)
            risk += (j < strong ? 8 : 1) * (a.data[j * strong + c]! - (j === c ? scale : 0)) ** 2;
          risks.push(risk);
        }
      });
    }
    const mean = risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
    expect(relativeError(mean, prediction.excessRisk!)).toBeLessThan(0.03);
  });

  it('is stationary: the risk rises on both sides', () => {
    const best = optimalSignedRidge(aligned, training);
    const featured = optimalSignedRidge({ ...aligned, tail: 0.01 }, { ...training, features: 400 });
    expect(featured.ridge).toBeLessThan(0);
    // To either side along λ, read off the equation itself at γ a little further.
    for (const [kernel, at, { ridge, prediction }] of [
      [aligned, training, best],
      [{ ...aligned, tail: 0.01 }, { ...training, features: 400 }, featured],
    ] as const) {
      const gamma = prediction.gammaEffective ?? prediction.kappa!;
      const risks = [0.98, 1, 1.02].map((factor) => {
        const g = factor * gamma;
        const { degrees } = spectralFunctions(kernel, g);
        const [ridgeShare, featureShare] = [1 - degrees / at.samples, 1 - degrees / at.features];
        const solution = { gamma: g, ridgeShare, featureShare, converged: true, residual: 0 };
        return predictRisk(kernel, { ...at, ridge: g * ridgeShare * featureShare }, solution).excessRisk!;
      });
      expect(relativeError(risks[1]!, prediction.excessRisk!)).toBeLessThan(1e-12);
      expect(Math.min(risks[0]!, risks[2]!)).toBeGreaterThan(risks[1]!);
      // A parabola about its least value: equal steps rise alike.
      expect(relativeError(risks[0]! - risks[1]!, risks[2]! - risks[1]!)).toBeLessThan(0.3);
      expect(prediction.status).toBe('ok');
      expect(ridge).toBeLessThan(0);
    }
  });

  it('is the positive one where noise asks for it', () => {
    const noisy = { ...training, noise: 2 };
    expect(optimalSignedRidge(aligned, noisy).ridge).toBe(optimalRidge(aligned, noisy));
  });
});

describe('minimise', () => {
  it('finds interior and boundary minima', () => {
    const grid = [0, 1, 2, 3, 4];
    expect(minimise(grid, (x) => (x - Math.E) ** 2)).toBeCloseTo(Math.E, 7);
    expect(minimise(grid, (x) => x)).toBe(0);
    expect(minimise(grid, (x) => (x < 2.5 ? Number.POSITIVE_INFINITY : x))).toBeLessThanOrEqual(3);
  });
});

import { describe, expect, it } from 'vitest';
import type { Elementwise } from '../../src/linalg/elementwise.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { gaussianExpectation } from '../../src/numerics/quadrature.ts';
import { activations, findActivation, hermiteCoefficients } from '../../src/parts/features/activations.ts';
import { relativeError } from '../helpers/random.ts';

describe('gaussianExpectation', () => {
  it('knows moments, exponentials and singular pieces', () => {
    expect(relativeError(gaussianExpectation((x) => x ** 8).value, 105)).toBeLessThan(1e-13);
    expect(relativeError(gaussianExpectation((x) => Math.exp(3 * x)).value, Math.exp(4.5))).toBeLessThan(
      1e-13,
    );
    // E √|G| = 2^{1/4} Γ(3/4)/√π
    const want = (2 ** 0.25 * 1.2254167024651776) / Math.sqrt(Math.PI);
    expect(relativeError(gaussianExpectation((x) => Math.sqrt(Math.abs(x)), [0]).value, want)).toBeLessThan(
      1e-13,
    );
    // P(G > 1.3), the jump being a kink
    const tail = gaussianExpectation((x) => (x > 1.3 ? 1 : 0), [1.3]).value;
    expect(relativeError(tail, 0.09680048458561036)).toBeLessThan(1e-13);
  });
});

describe('hermiteCoefficients', () => {
  it('in closed form equals quadrature of the activation', () => {
    for (const { closedForm, apply, kinks, name } of activations) {
      if (!closedForm) continue;
      const { mu0, mu1, muStar2 } = closedForm;
      const scale = Math.sqrt(mu0 ** 2 + mu1 ** 2 + muStar2);
      expect(Math.abs(gaussianExpectation(apply, kinks).value - mu0) / scale, name).toBeLessThan(1e-14);
      expect(
        Math.abs(gaussianExpectation((x) => x * apply(x), kinks).value - mu1) / scale,
        name,
      ).toBeLessThan(1e-14);
      const rest = gaussianExpectation((x) => (apply(x) - mu0 - mu1 * x) ** 2, kinks).value;
      expect(Math.abs(rest - muStar2) / (muStar2 || 1), name).toBeLessThan(1e-13);
    }
  });

  it('of expressions equals that of the activations they spell', () => {
    for (const [name, text] of [
      ['relu', 'max(x, 0)'],
      ['relu', 'x > 0 ? x : 0'],
      ['relu', '(x + abs(x))/2'],
      ['leaky-relu', 'max(x, 0.01*x)'],
      ['sign', 'sign(x)'],
      ['tanh', '(exp(2*x) - 1)/(exp(2*x) + 1)'],
      ['sine', 'sin(x)'],
      ['gelu', 'x*Phi(x)'],
    ] as const) {
      const want = hermiteCoefficients(findActivation(name));
      const got = hermiteCoefficients(findActivation(text));
      expect(Math.abs(got.mu0 - want.mu0), text).toBeLessThan(1e-14);
      expect(relativeError(got.mu1, want.mu1), text).toBeLessThan(1e-12);
      expect(relativeError(got.muStar2, want.muStar2), text).toBeLessThan(1e-12);
    }
  });

  it('keeps the digits of a nearly linear activation', () => {
    // x + ε(x³ − 3x): μ1 = 1, μ*² = 6ε². Subtraction of moments would leave no digit of 6·10⁻¹⁸.
    const { mu1, muStar2 } = hermiteCoefficients(findActivation('x + 1e-9*(x^3 - 3*x)'));
    expect(relativeError(mu1, 1)).toBeLessThan(1e-14);
    expect(relativeError(muStar2, 6e-18)).toBeLessThan(1e-6); // the residual itself carries 1e-16/1e-9
  });

  it('sees narrow features', () => {
    // a bump of width 1/√(2a) at 1: E σ^k in closed form
    const a = 1e4;
    const moment = (k: number) => Math.exp(-0.5 + 0.5 / (1 + 2 * k * a)) / Math.sqrt(1 + 2 * k * a);
    const { mu0, mu1, muStar2 } = hermiteCoefficients(findActivation('exp(-10000*(x-1)^2)'));
    const centre = (2 * a) / (1 + 2 * a);
    expect(relativeError(mu0, moment(1))).toBeLessThan(1e-12);
    expect(relativeError(mu1, centre * moment(1))).toBeLessThan(1e-12);
    expect(relativeError(muStar2, moment(2) - moment(1) ** 2 * (1 + centre ** 2))).toBeLessThan(1e-12);
  });

  it('refuses what has no second moment, is constant, or is not known', () => {
    for (const text of ['exp(x^2)', '3', 'rely', 'x +', 'import(x)']) {
      expect(() => hermiteCoefficients(findActivation(text)), text).toThrow(/exp|constant|relu|expect|not/);
    }
  });
});

describe('kernels', () => {
  const backend = openEmbedded();
  const applied = (xs: readonly number[], kernel: Elementwise) => {
    const matrix = backend.workspace.matrix(1, xs.length);
    matrix.data.set(xs);
    backend.apply(matrix, ...kernel);
    return [...matrix.data];
  };

  it('of activations are the activations', () => {
    const xs = [-7.3, -1, -0.2, -1e-9, 0, 1e-9, 0.2, 1, 7.3];
    for (const { name, apply, kernel } of activations) {
      applied(xs, kernel!).forEach((value, i) => {
        expect(Math.abs(value - apply(xs[i]!)), name).toBeLessThan(1e-15);
      });
    }
  });

  it('of averages give E σ(u)² and, at covariance 0, (E σ(u))²', () => {
    const v = 1.3;
    const spread = Math.sqrt(v);
    for (const { name, apply, kinks, averages } of activations) {
      if (!averages) continue;
      const { amplitude, factor, similarity } = averages;
      const cosines = [factor(v) ** 2 * v, 0];
      const [square, apart] = similarity ? applied(cosines, similarity) : cosines;
      const power = gaussianExpectation((x) => apply(spread * x) ** 2, kinks).value;
      const mean = gaussianExpectation((x) => apply(spread * x), kinks).value;
      expect(Math.abs(amplitude(v) ** 2 * square! - power), name).toBeLessThan(1e-13);
      expect(Math.abs(amplitude(v) ** 2 * apart! - mean ** 2), name).toBeLessThan(1e-13);
    }
  });
});

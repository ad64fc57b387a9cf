import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { type InContextLimit, predictInContext } from '../../../src/models/in-context/theory.ts';
import { relativeError } from '../../helpers/random.ts';

const base: InContextLimit = { alpha: 2, kappa: 2, tau: 0.6, ridge: 0.05, noise: 0.1 };

/** The errors at a point where they are finite. */
function errorsAt(given: Partial<InContextLimit>) {
  const { icl, idg, trainError, effectiveRidge, status, residual } = predictInContext({ ...base, ...given });
  expect(status).toBe('ok');
  expect(residual!).toBeLessThan(1e-12);
  return { icl: icl!, idg: idg!, trainError: trainError!, effectiveRidge: effectiveRidge! };
}

/** Averages over the Marchenko–Pastur law of ratio κ, μ = 1 + q + 2√q cos θ with q = 1/κ, and the atom at 0. */
function average(kappa: number, f: (mu: number) => number): number {
  const q = 1 / kappa;
  const points = 4000;
  let sum = Math.max(0, 1 - kappa) * f(0);
  for (let i = 0; i < points; i++) {
    const angle = (Math.PI * (i + 0.5)) / points;
    const mu = 1 + q + 2 * Math.sqrt(q) * Math.cos(angle);
    sum += ((2 * Math.sin(angle) ** 2) / (mu * points)) * f(mu);
  }
  return sum;
}

/** The same from averages over eigenvalues, in the textbook form of ridge regression with target power μ²/(μ+c). */
function byQuadrature({ alpha, kappa, tau, noise }: InContextLimit, g: number) {
  const c = (1 + noise) / alpha;
  const mean = (f: (mu: number, s: number) => number) => average(kappa, (mu) => f(mu, mu + c));
  const degrees = mean((_, s) => s / (s + g));
  const degrees2 = mean((_, s) => (s / (s + g)) ** 2);
  const unlearned2 = mean((mu, s) => (mu ** 2 / s) * (g / (s + g)) ** 2) + mean((mu, s) => mu - mu ** 2 / s);
  const idg = (unlearned2 + noise) / (1 - degrees2 / tau);
  // E |Γ|²/d of the fit is what signal and noise leave in it; a new task sees (1 + c) of that.
  const size = mean((mu, s) => (mu / (s + g)) ** 2) + (idg / tau) * mean((_, s) => s / (s + g) ** 2);
  const icl = noise + 1 - 2 * mean((mu, s) => mu / (s + g)) + (1 + c) * size;
  return { icl, idg, ridge: g * (1 - degrees / tau) };
}

describe('the limit of in-context learning', () => {
  it.each([
    ['idg', { alpha: 1, kappa: 0.5, tau: 0.4, ridge: 0.1, noise: 0.01 }, 0.7331784772007046],
    ['icl', { alpha: 1, kappa: 0.5, tau: 1.5, ridge: 0.01, noise: 0.25 }, 2.469726102439131],
    ['idg', { alpha: 2, kappa: 2, tau: 0.6, ridge: 0.05, noise: 0.1 }, 1.12999403804834],
    ['idg', { alpha: 2, kappa: 4, tau: 1.3, ridge: 0.05, noise: 0.1 }, 1.155287023593883],
    ['idg', { alpha: 0.5, kappa: 1, tau: 0.8, ridge: 0.2, noise: 0.5 }, 3.0099873975254066],
    ['icl', { alpha: 0.5, kappa: 1, tau: 0.8, ridge: 0.2, noise: 0.5 }, 3.2649770158950355],
    ['icl', { alpha: 4, kappa: 0.25, tau: 2, ridge: 0.02, noise: 0.05 }, 1.1267031292757084],
  ] as const)('has the reference value of %s at %o', (quantity, point, value) => {
    expect(relativeError(errorsAt(point)[quantity], value)).toBeLessThan(1e-12);
  });

  it.each([
    { kappa: 0.3, tau: 0.4 },
    { kappa: 0.3, tau: 1.7, alpha: 5 },
    { kappa: 0.8, tau: 1, ridge: 1e-3 },
    { kappa: 1.3, tau: 0.95, ridge: 1e-3 },
    { kappa: 6, tau: 3, noise: 0 },
  ])('agrees with quadrature over the Marchenko–Pastur law: %o', (given) => {
    const point = { ...base, ...given };
    const got = errorsAt(point);
    const want = byQuadrature(point, got.effectiveRidge);
    expect(relativeError(want.ridge, point.ridge)).toBeLessThan(1e-10);
    expect(relativeError(got.idg, want.idg)).toBeLessThan(1e-10);
    expect(relativeError(got.icl, want.icl)).toBeLessThan(1e-10);
    expect(relativeError(got.trainError, (point.ridge / got.effectiveRidge) ** 2 * want.idg)).toBeLessThan(
      1e-10,
    );
  });

  it.each([
    { alpha: 2, kappa: 2, tau: 0.5, noise: 0.1 },
    { alpha: 4, kappa: 0.25, tau: 0.4, noise: 0.05 },
    { alpha: 1, kappa: 1, tau: 0.9, noise: 0.2 },
  ])('is the paper’s closed form without a ridge, below the threshold: %o', (given) => {
    const { alpha, kappa, tau, noise } = given;
    const q = (1 + noise) / alpha;
    const stieltjes = (x: number, ratio: number) => {
      const linear = x + 1 - 1 / ratio;
      return 2 / (linear + Math.sqrt(linear ** 2 + (4 * x) / ratio));
    };
    const mu = q * stieltjes(q, kappa / tau);
    const variance = ((tau * (1 + q)) / (1 - tau)) * (1 - tau * (1 - mu) ** 2 + mu * (noise / q - 1));
    const icl = variance - 2 * tau * (1 - mu) + 1 + noise;
    const got = errorsAt({ ...given, ridge: 0 });
    expect(relativeError(got.icl, icl)).toBeLessThan(1e-12);
    expect(got.trainError).toBe(0);
  });

  it('is that of least squares without a ridge, beyond the threshold', () => {
    // The task's own part that the blurred context hides acts as noise on d² features.
    const { alpha, kappa, noise } = base;
    const blur = (1 + noise) / alpha;
    const hidden = average(kappa, (mu) => (blur * mu) / (mu + blur));
    const got = errorsAt({ tau: 1.6, ridge: 0 });
    expect(relativeError(got.idg, (hidden + noise) / (1 - 1 / 1.6))).toBeLessThan(1e-12);
    expect(relativeError(got.trainError, (hidden + noise) * (1 - 1 / 1.6))).toBeLessThan(1e-12);
    expect(got.effectiveRidge).toBe(0);
  });

  it('is one step of gradient descent on the context for endless pretraining on endless tasks', () => {
    const blur = 1.1 / 2;
    const endless = errorsAt({ kappa: Infinity, tau: Infinity, ridge: 0 });
    for (const error of [endless.icl, endless.idg, endless.trainError])
      expect(relativeError(error, 0.1 + blur / (1 + blur))).toBeLessThan(1e-14);
    const long = errorsAt({ kappa: 1e7, tau: 1e7, ridge: 0 });
    expect(relativeError(long.icl, endless.icl)).toBeLessThan(1e-6);
    expect(errorsAt({ kappa: 1e7 }).icl).toBeCloseTo(errorsAt({ kappa: Infinity }).idg, 6);
  });

  it('predicts nothing but 0 without pretraining, and under a heavy ridge', () => {
    const heavy = errorsAt({ ridge: 1e9 });
    for (const error of [heavy.icl, heavy.idg, heavy.trainError]) expect(error).toBeCloseTo(1.1, 7);
    const none = errorsAt({ tau: 1e-12 });
    for (const error of [none.icl, none.idg]) expect(error).toBeCloseTo(1.1, 10);
  });

  it('diverges at τ = 1 without a ridge, alike from both sides and along the ridge', () => {
    const at = predictInContext({ ...base, tau: 1, ridge: 0 });
    expect(at).toMatchObject({ icl: null, idg: null, trainError: 0, effectiveRidge: 0, status: 'diverges' });
    const [below, above] = [1 - 1e-7, 1 + 1e-7].map((tau) => errorsAt({ tau, ridge: 0 }));
    expect(below!.icl).toBeGreaterThan(1e6);
    expect(relativeError(below!.icl, above!.icl)).toBeLessThan(1e-5);
    expect(relativeError(below!.idg, above!.idg)).toBeLessThan(1e-5);
    const [small, smaller] = [1e-12, 1e-14].map((ridge) => errorsAt({ tau: 1, ridge }));
    expect(smaller!.icl / small!.icl).toBeCloseTo(10, 4);
    expect(small!.trainError / smaller!.trainError).toBeCloseTo(10, 4);
  });

  it('joins the ridgeless limit', () => {
    for (const tau of [0.5, 2]) {
      const [ridgeless, nearly] = [0, 1e-11].map((ridge) => errorsAt({ tau, ridge }));
      expect(relativeError(nearly!.icl, ridgeless!.icl)).toBeLessThan(1e-9);
      expect(relativeError(nearly!.idg, ridgeless!.idg)).toBeLessThan(1e-9);
    }
  });

  it('learns in context with many tasks only, as contexts grow long', () => {
    const long = (kappa: number, alpha: number) => errorsAt({ alpha, kappa, tau: 20, ridge: 0, noise: 0 });
    expect(long(2, 1e6).icl).toBeLessThan(1e-5);
    // Directions that no pretraining task has are never learned.
    expect(long(0.25, 1e6).icl).toBeGreaterThan(0.75);
    expect(long(0.25, 1e6).idg).toBeLessThan(1e-5);
    const noisy = (alpha: number) => errorsAt({ alpha, kappa: 0.25, tau: 20, ridge: 0 });
    const far = noisy(1e7);
    expect(relativeError(far.icl, (0.75 * far.idg * 1e7) / (20 * 1.1))).toBeLessThan(1e-4);
    expect(noisy(10).icl).toBeLessThan(noisy(0.5).icl);
  });

  it('has finite errors above the noise, and no better than the posterior mean’s on new tasks', () => {
    const log = (low: number, high: number) =>
      fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);
    const ridge = fc.oneof(fc.constant(0), log(1e-8, 1e3));
    fc.assert(
      fc.property(
        fc.record({
          alpha: log(1e-3, 1e4),
          kappa: log(1e-3, 1e4),
          tau: log(1e-4, 1e4),
          ridge,
          noise: log(1e-6, 10),
        }),
        (point) => {
          fc.pre(point.ridge > 0 || point.tau !== 1);
          const { icl, idg, trainError } = errorsAt(point);
          // e = αg with αg − ρ = g/(1 + g): ridge regression on the context at its best ridge.
          const { alpha, noise } = point;
          const linear = alpha - noise - 1;
          const floor = (alpha * 2 * noise) / (linear + Math.sqrt(linear ** 2 + 4 * alpha * noise));
          expect(icl).toBeGreaterThan(floor * (1 - 1e-9));
          expect(idg).toBeGreaterThan(noise);
          expect(trainError).toBeLessThanOrEqual(idg);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it('says that nothing was found where numbers overflow', () => {
    const got = predictInContext({ alpha: 1e-300, kappa: 1e-300, tau: 1e-300, ridge: 1e300, noise: 1e300 });
    expect(got).toEqual({
      icl: null,
      idg: null,
      trainError: null,
      effectiveRidge: null,
      status: 'not-converged',
      residual: null,
    });
  });

  it.each([
    [{ alpha: 0 }, 'alpha 0 is not valid; expected a finite number > 0'],
    [{ alpha: Infinity }, 'alpha Infinity is not valid; expected a finite number > 0'],
    [{ kappa: -1 }, 'kappa -1 is not valid; expected a number > 0, or Infinity'],
    [{ tau: Number.NaN }, 'tau NaN is not valid; expected a number > 0, or Infinity'],
    [{ ridge: -1e-9 }, 'ridge -1e-9 is not valid; expected a finite number >= 0'],
    [{ noise: Infinity }, 'noise Infinity is not valid; expected a finite number >= 0'],
  ])('refuses %o', (given, message) => {
    expect(() => predictInContext({ ...base, ...given })).toThrow(new InputError(message));
  });
});

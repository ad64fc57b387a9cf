import { describe, expect, it } from 'vitest';
import { hinge } from '../../../src/parts/losses/hinge.ts';
import { logistic, sigmoid } from '../../../src/parts/losses/logistic.ts';
import { findLoss, losses, lossNames } from '../../../src/parts/losses/loss.ts';
import { shrunkLogistic } from '../../../src/parts/losses/shrunkLogistic.ts';
import { squaredHinge } from '../../../src/parts/losses/squaredHinge.ts';
import type { MarginLoss } from '../../../src/theory/replica/channel.ts';
import { generator, logUniform, relativeError } from '../../helpers/random.ts';

const all: readonly (readonly [string, MarginLoss])[] = [
  ...lossNames.map((name) => [name, losses[name]] as const),
  ['shrunk logistic', shrunkLogistic(0.7)],
];
const smooth = all.filter(([name]) => name !== 'hinge');

/** ω of every size, also within the interval from −V on where the prox bends. */
function cases(count: number): { omega: number; v: number; near: number }[] {
  const next = generator(17);
  const log = logUniform(next);
  return Array.from({ length: count }, () => {
    const v = log(1e-12, 1e12);
    const side = next() < 0.5 ? -1 : 1;
    const omega = next() < 0.6 ? side * log(1e-6, 1e6) : -1.2 * v * next();
    return { omega, v, near: next() < 0.5 ? Number.NaN : omega + (next() - 0.5) * log(1e-8, 1e8) };
  });
}

describe('losses of the margin', () => {
  it.each(smooth)('%s: the prox solves p + V ℓ′(p) = ω to the last digits', (_, loss) => {
    for (const { omega, v, near } of cases(20_000)) {
      const p = loss.proximal(omega, v, near);
      // The error of p is that of the equation over its slope; the terms' rounding is what is left.
      const slope = 1 + v * loss.curvature(p);
      const off = Math.abs(p + v * loss.slope(p) - omega) / slope;
      const rounded = (Math.abs(p) + Math.abs(omega) + v * Math.abs(loss.slope(p))) / slope + Math.abs(p);
      // The last step may be 10⁻⁸.
      const terms = rounded + 1e-8;
      expect(off / terms, `V = ${v}, ω = ${omega}`).toBeLessThan(8 * Number.EPSILON);
    }
  });

  it('hinge: the prox satisfies the conditions of optimality', () => {
    for (const { omega, v } of cases(20_000)) {
      const p = hinge.proximal(omega, v);
      if (p > 1) expect(p).toBe(omega);
      else if (p < 1) expect(p).toBe(omega + v);
      else {
        expect(omega).toBeLessThanOrEqual(1);
        expect(omega + v).toBeGreaterThanOrEqual(1);
      }
    }
  });

  it.each(all)('%s: no point near the prox has a smaller objective', (_, loss) => {
    for (const v of [0.01, 0.3, 2, 50]) {
      for (let omega = -60; omega < 20; omega += 0.73) {
        const objective = (u: number) => (u - omega) ** 2 / (2 * v) + loss.value(u);
        const p = loss.proximal(omega, v);
        for (const step of [-1, -1e-2, 1e-2, 1]) expect(objective(p + step)).toBeGreaterThan(objective(p));
      }
    }
  });

  it.each(all)('%s: slope, curvature and shrinkage are the derivatives', (_, loss) => {
    const h = 1e-5;
    const derivative = (f: (x: number) => number, x: number) => (f(x + h) - f(x - h)) / (2 * h);
    for (const v of [0.2, 1.5, 7]) {
      for (let u = -8.03; u < 8; u += 0.51) {
        expect(loss.slope(u)).toBeCloseTo(derivative(loss.value, u), 8);
        expect(loss.curvature(u)).toBeCloseTo(derivative(loss.slope, u), 8);
        if (loss.kinks(v).some((kink) => Math.abs(kink - u) < 2 * h)) continue;
        const prox = (omega: number) => loss.proximal(omega, v);
        expect(1 - loss.shrinkage(prox(u), u, v)).toBeCloseTo(derivative(prox, u), 8);
      }
    }
  });

  it.each(all.filter(([, loss]) => loss.interpolates))('%s: the prox has its limit at V = ∞', (_, loss) => {
    for (const omega of [-30, -1, 0.5, 3]) {
      const limit = loss.proximal(omega, Number.POSITIVE_INFINITY);
      expect(Math.abs(loss.proximal(omega, 1e10) - limit)).toBeLessThan(1e-7);
      const shrinkage = loss.shrinkage(limit, omega, Number.POSITIVE_INFINITY);
      expect(Math.abs(loss.shrinkage(loss.proximal(omega, 1e10), omega, 1e10) - shrinkage)).toBeLessThan(
        1e-7,
      );
      expect([0, 1]).toContain(shrinkage);
    }
  });

  it.each([
    ['logistic', logistic],
    ['shrunk logistic', shrunkLogistic(0.4)],
  ])('%s: the prox branches at its poles: 1 + V ℓ″ vanishes there', (_, loss) => {
    for (const v of [1e-6, 0.1, 1, 4, 300, 1e9]) {
      // p = x + iπ: σ(−p) = 1/(1 − e^x); the branch point is where ω(x) = x − V/(1 − e^x) (+ V c) is
      // stationary.
      const omega = (x: number) => x + v / Math.expm1(x) + v * loss.slope(800);
      const [right, left] = loss.poles(v);
      const x = 2 * Math.asinh(Math.sqrt(v) / 2);
      for (const [pole, at] of [
        [right!, x],
        [left!, -x],
      ] as const) {
        expect(pole.width).toBe(Math.PI);
        expect(Math.abs(pole.centre - omega(at))).toBeLessThan(1e-12 * (1 + v + Math.abs(pole.centre)));
        const h = 1e-3 * x;
        const [before, here, after] = [omega(at - h), omega(at), omega(at + h)];
        expect((here - before) * (after - here)).toBeLessThan(0);
      }
    }
  });

  it('squared hinge is the square loss below its margin; hinges are flat beyond', () => {
    for (const u of [-3, 0, 0.999]) expect(squaredHinge.value(u)).toBe(losses.square.value(u));
    for (const u of [1, 1.5, 40]) {
      expect(squaredHinge.value(u)).toBe(0);
      expect(hinge.value(u)).toBe(0);
    }
  });

  it('shrunk logistic is least at log((1 + a)/(1 − a)), and logistic at a = 1', () => {
    for (const a of [0.1, 0.5, 0.99]) {
      const loss = shrunkLogistic(a);
      expect(Math.abs(loss.slope(Math.log((1 + a) / (1 - a))))).toBeLessThan(1e-15);
    }
    const near = shrunkLogistic(1 - 1e-13);
    expect(relativeError(near.proximal(-3, 5), logistic.proximal(-3, 5))).toBeLessThan(1e-12);
  });

  it('logistic keeps its digits in both tails', () => {
    expect(relativeError(logistic.value(50), Math.exp(-50))).toBeLessThan(1e-15);
    expect(logistic.value(-800)).toBe(800);
    expect(relativeError(logistic.slope(50), -Math.exp(-50))).toBeLessThan(1e-15);
    expect(relativeError(sigmoid(-700), Math.exp(-700))).toBeLessThan(1e-15);
    expect(sigmoid(800)).toBe(1);
    expect(sigmoid(-800)).toBe(0);
  });

  it('are found by name', () => {
    for (const name of lossNames) expect(findLoss(name)).toBe(losses[name]);
    expect(() => findLoss('huber')).toThrow(
      "unknown loss 'huber'; expected square, logistic, hinge, squared-hinge",
    );
  });
});

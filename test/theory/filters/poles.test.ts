import { describe, expect, it } from 'vitest';
import { add, complex, divide, multiply } from '../../../src/numerics/complex.ts';
import {
  flowPoles,
  isLarge,
  largeCircle,
  type Pole,
  type Stepped,
  steppedPoles,
} from '../../../src/theory/filters/poles.ts';

/** r(s) = Σ a_j λ_j/(s+λ_j). */
function residualOf(poles: readonly Pole[], s: number): number {
  return poles.reduce(
    (sum, { ridge, weight }) => sum + 2 * divide(multiply(weight, ridge), add(ridge, complex(s))).re,
    0,
  );
}

/** By the recursion of the rule itself. */
function recursion(rule: Stepped, s: number): number {
  if (rule.kind === 'iterated') {
    let left = 1;
    for (let k = 0; k < rule.count; k++) left *= rule.ridge / (s + rule.ridge);
    return left;
  }
  const { steps, stepSize, momentum } = rule;
  let [before, left] = [1, 1 - stepSize * s];
  for (let k = 1; k < steps; k++)
    [before, left] = [left, (1 + momentum - stepSize * s) * left - momentum * before];
  return left;
}

const edge = 3;
const spectrum = [0, ...Array.from({ length: 200 }, (_, i) => edge * 10 ** (-7 * (1 - i / 199)))];

function worst(poles: readonly Pole[], exact: (s: number) => number): number {
  return Math.max(...spectrum.map((s) => Math.abs(residualOf(poles, s) - exact(s))));
}

const descent = (steps: number, stepSize: number, momentum = 0): Stepped => ({
  kind: 'descent',
  steps,
  stepSize,
  momentum,
});
const iterated = (count: number): Stepped => ({ kind: 'iterated', count, ridge: 0.3 });

const rules: Stepped[] = [
  ...[1, 2, 3, 10, 39, 40, 41, 100, 1000, 100_000].map((steps) => descent(steps, 0.3)),
  // Steps that overshoot, up to the longest that do not diverge.
  ...[1, 7, 39, 40, 300, 10_000].flatMap((steps) => [descent(steps, 0.6), descent(steps, 2 / edge)]),
  ...[1, 2, 5, 39, 100, 300, 1000, 10_000].map((steps) => descent(steps, 0.6, 0.9)),
  ...[3, 100, 1000].map((steps) => descent(steps, 0.999, 0.5)),
  ...[1, 2, 5, 39, 40, 1000].map(iterated),
];

const polesOf = (rule: Stepped): readonly Pole[] =>
  isLarge(rule) ? largeCircle(rule, 1)!.poles : steppedPoles(rule, edge);

describe('the poles of a rule', () => {
  it('leave what gradient flow leaves, to the error of the best approximation', () => {
    for (const time of [1e-6, 1, 1e6])
      expect(worst(flowPoles(time), (s) => Math.exp(-time * s))).toBeLessThan(1e-13);
  });

  it.each(rules.map((rule) => [JSON.stringify(rule), rule] as const))('leave what %s leaves', (_, rule) => {
    // The recursion itself rounds at every step.
    const rounding = rule.kind === 'descent' ? (1e-15 * rule.steps) / (1 - rule.momentum) : 0;
    expect(worst(polesOf(rule), (s) => recursion(rule, s))).toBeLessThan(2e-12 + rounding);
  });

  it('converge geometrically in their number', () => {
    for (const rule of [
      descent(20, 0.3),
      descent(1000, 0.3),
      descent(30, 0.6, 0.8),
      iterated(7),
      iterated(70),
    ]) {
      const [quarter, half, most] = [0.25, 0.5, 0.75].map((share) =>
        Math.log(worst(steppedPoles(rule, edge, share), (s) => recursion(rule, s))),
      ) as [number, number, number];
      expect((most - half) / (half - quarter), JSON.stringify(rule)).toBeCloseTo(1, 0);
      expect(most).toBeLessThan(Math.log(1e-9));
    }
  });

  it('of momentum that carries on lie on a circle, which twice the nodes make square as good', () => {
    const rule = descent(512, 0.6, 0.97);
    if (!isLarge(rule)) throw new TypeError('is not large');
    const left = ([1, 0.5] as const).map((share) =>
      worst(largeCircle(rule, share)!.poles, (s) => recursion(rule, s)),
    ) as [number, number];
    expect(left[1]).toBeGreaterThan(1e-8);
    expect(left[1]).toBeLessThan(1e-4);
    expect(left[0]).toBeLessThan(left[1] ** 2 + 1e-11);
  });

  it('are too many where momentum lets nothing be forgotten in very many steps', () => {
    for (const [steps, momentum] of [
      [1000, 0.99],
      [3000, 0.999],
    ] as const) {
      const rule = descent(steps, 0.6, momentum);
      expect(isLarge(rule) && largeCircle(rule, 1)).toMatchObject({ momentum });
    }
    const forgotten = descent(100_000, 0.6, 0.99);
    expect(isLarge(forgotten)).toBe(false);
    const endless = descent(1_000_000, 0.6, 0.99999);
    expect(isLarge(endless) && largeCircle(endless, 1)).toBeNull();
  });
});

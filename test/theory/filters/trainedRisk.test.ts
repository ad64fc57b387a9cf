import { describe, expect, it } from 'vitest';
import { optimalTime } from '../../../src/theory/filters/optimalTime.ts';
import type { Schedule } from '../../../src/theory/filters/schedule.ts';
import { predictTrained } from '../../../src/theory/filters/trainedRisk.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { predictRisk, type Training } from '../../../src/theory/risk.ts';
import { optimalRidge } from '../../../src/theory/tuning/ridge.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator, logUniform, relativeError } from '../../helpers/random.ts';

const measured = ['bias', 'variance', 'trainError', 'degreesOfFreedom'] as const;

function isotropic(gamma: number, noise: number, unlearnable = 0): [Kernel, Training] {
  const kernel = {
    eigenvalues: [1],
    multiplicities: [gamma],
    rank: gamma,
    targets: [1],
    tail: 0,
    unlearnable,
  };
  return [kernel, { samples: 1, features: Number.POSITIVE_INFINITY, ridge: 0, noise }];
}

const trained = (kernel: Kernel, training: Training, rule: Schedule) =>
  predictTrained({ kernel, ...training }, training.noise, rule);

type Timed = Extract<Schedule, { kind: 'flow' | 'descent' | 'iterated' }>;

/** r(s) of the rule, in closed form or by its recursion. */
function left(rule: Timed, s: number): number {
  if (rule.kind === 'flow') return Math.exp(-rule.time * s);
  if (rule.kind === 'iterated') return (rule.ridge / (s + rule.ridge)) ** rule.count;
  let [before, now] = [1, 1 - rule.stepSize * s];
  for (let k = 1; k < rule.steps; k++)
    [before, now] = [now, (1 + rule.momentum - rule.stepSize * s) * now - rule.momentum * before];
  return now;
}

/**
 * Isotropic inputs: with the Marchenko–Pastur law F of XᵀX/n,
 *
 *     bias = ∫ r² dF,  variance = σ²γ ∫ (1−r)²/s dF,  E_train = ∫ s r² dF + σ² (γ ∫_{s>0} r² dF + (1−γ)₊)
 *
 * (Advani & Saxe, arXiv:1710.03667; Ali, Kolter & Tibshirani, arXiv:1810.10082.)
 */
function marchenkoPastur(gamma: number, tau2: number, rule: Timed) {
  const half = 2 * Math.sqrt(gamma);
  const nodes = 20_000;
  let [bias, variance, train, seen, degrees] = [Math.max(0, 1 - 1 / gamma), 0, 0, 0, 0];
  for (let i = 0; i < nodes; i++) {
    const angle = ((i + 0.5) * Math.PI) / nodes;
    const s = 1 + gamma + half * Math.cos(angle);
    const density = (half * half * Math.sin(angle) ** 2) / (2 * gamma * s * nodes);
    const r = left(rule, s);
    bias += density * r * r;
    variance += (density * gamma * (1 - r) ** 2) / s;
    train += density * s * r * r;
    seen += density * gamma * r * r;
    degrees += density * gamma * (1 - r);
  }
  const resting = Math.max(0, 1 - gamma);
  return {
    bias,
    variance: tau2 * variance,
    trainError: train + tau2 * (seen + resting),
    degreesOfFreedom: degrees,
  };
}

const rules: Timed[] = [
  ...[1e-3, 0.3, 1, 10, 300].map((time): Timed => ({ kind: 'flow', time })),
  ...[1, 3, 39, 40, 500].map((steps): Timed => ({ kind: 'descent', steps, stepSize: 0.2, momentum: 0 })),
  ...[2, 30].map((steps): Timed => ({ kind: 'descent', steps, stepSize: 0.2, momentum: 0.8 })),
  { kind: 'descent', steps: 60, stepSize: 0.2, momentum: 0.7 },
  { kind: 'descent', steps: 400, stepSize: 0.2, momentum: 0.95 },
  ...[1, 2, 9, 100].map((count): Timed => ({ kind: 'iterated', count, ridge: 0.7 })),
];

describe('predictTrained', () => {
  it.each(rules.map((rule) => [JSON.stringify(rule), rule] as const))(
    '%s is the Marchenko–Pastur integral, within the error that it states',
    (_, rule) => {
      for (const gamma of [0.2, 0.9, 1.5, 3]) {
        for (const [noise, unlearnable] of [
          [0.5, 0],
          [0.1, 0.3],
        ] as const) {
          const got = trained(...isotropic(gamma, noise, unlearnable), rule);
          const want = marchenkoPastur(gamma, noise + unlearnable, rule);
          expect(got.status).toBe('ok');
          expect(got.residual!).toBeLessThan(2e-9);
          const signalBias = got.bias! - unlearnable;
          for (const name of measured) {
            const value = name === 'bias' ? signalBias : got[name]!;
            const error = Math.abs(value - want[name]);
            expect(error, `${name} at gamma ${gamma}`).toBeLessThan(1e-8 * want[name] + 1e-11);
            expect(error).toBeLessThan(1e-12 + 10 * got.residual! * (1 + noise + unlearnable));
          }
          expect(got.excessRisk).toBe(got.bias! + got.variance!);
          expect(got.testError).toBe(got.excessRisk! + noise);
        }
      }
    },
  );

  it('ends at minimum norm, and begins at nothing learned', () => {
    const next = generator(31);
    for (let i = 0; i < 200; i++) {
      const { kernel, training } = randomProblem(next);
      const total = kernel.targets.reduce((sum, v) => sum + v, kernel.unlearnable);
      const pull = kernel.targets.reduce((sum, v, j) => sum + v * kernel.eigenvalues[j]!, 0);
      const scale = kernel.tail + Math.max(...kernel.eigenvalues);
      const h = 1e-9 / (scale * (1 + 1 / training.samples));
      const begun = trained(kernel, training, { kind: 'flow', time: h });
      // R = ρ − 2t Σ v s + O(t²)
      expect(relativeError(begun.excessRisk!, total - 2 * h * pull)).toBeLessThan(1e-11);
      const near = Math.abs(Math.log(training.samples / Math.min(training.features, 1)));
      if (near < 0.3 || Math.abs(Math.log(training.features / training.samples)) < 0.3) continue;
      const end = predictRisk(kernel, { ...training, ridge: 0 });
      const late = trained(kernel, training, { kind: 'flow', time: 1e11 });
      expect(Math.abs(late.excessRisk! - end.excessRisk!)).toBeLessThan(
        1e-5 * (total + training.noise) * (1 + end.excessRisk!),
      );
    }
  });

  it('is ridge regression for one ridge regression, in random problems', () => {
    const next = generator(17);
    for (let i = 0; i < 200; i++) {
      const { kernel, training } = randomProblem(next);
      const ridge = Math.max(training.ridge, 1e-8);
      const want = predictRisk(kernel, { ...training, ridge });
      const got = trained(kernel, training, { kind: 'iterated', count: 1, ridge });
      const power = kernel.targets.reduce((sum, v) => sum + v, kernel.unlearnable + training.noise);
      for (const name of [...measured, 'excessRisk', 'testError'] as const) {
        const error = Math.abs(got[name]! - want[name]!);
        expect(error, `${name} ${i}`).toBeLessThan(1e-9 * want[name]! + 1e-12 * power);
      }
    }
  });

  it('of many short steps, or ridge regressions, is gradient flow to first order', () => {
    const [kernel, training] = isotropic(1.6, 0.4, 0.1);
    const layered = { ...kernel, tail: 0.2 };
    for (const [problem, features] of [
      [kernel, Number.POSITIVE_INFINITY],
      [layered, 2.5],
    ] as const) {
      const sized = { ...training, features };
      const flow = trained(problem, sized, { kind: 'flow', time: 3 }).excessRisk!;
      const distance = (rule: Schedule) => Math.abs(trained(problem, sized, rule).excessRisk! - flow);
      for (const rule of [
        (count: number): Timed => ({ kind: 'descent', steps: count, stepSize: 3 / count, momentum: 0 }),
        (count: number): Timed => ({ kind: 'iterated', count, ridge: count / 3 }),
      ]) {
        expect(distance(rule(400)) / distance(rule(800))).toBeCloseTo(2, 1);
        expect(distance(rule(1_000_000))).toBeLessThan(1e-6);
      }
    }
  });

  it('diverges beyond the longest step, and not before it', () => {
    const [kernel, training] = isotropic(1.6, 0.4);
    const longest = 2 / (1 + Math.sqrt(1.6)) ** 2;
    for (const momentum of [0, 0.5]) {
      const at = (factor: number) =>
        trained(kernel, training, {
          kind: 'descent',
          steps: 30,
          stepSize: factor * longest * (1 + momentum),
          momentum,
        });
      expect(at(1 - 1e-9).status).toBe('ok');
      expect(at(1 + 1e-9)).toMatchObject({ status: 'diverges', excessRisk: null, trainError: null });
    }
  });

  it('is the integral for as much momentum as is carried on through thousands of steps', () => {
    for (const [gamma, rule] of [
      [0.0327, { kind: 'descent', steps: 873, stepSize: 0.01, momentum: 0.95 }],
      [1.5, { kind: 'descent', steps: 1200, stepSize: 0.4, momentum: 0.98 }],
      [0.2, { kind: 'descent', steps: 1500, stepSize: 0.1, momentum: 0.999 }],
    ] as const) {
      const got = trained(...isotropic(gamma, 0.3), rule);
      const want = marchenkoPastur(gamma, 0.3, rule);
      for (const name of measured)
        expect(Math.abs(got[name]! - want[name]), `${name} ${rule.steps}`).toBeLessThan(
          1e-9 * want[name] + 1e-10,
        );
      expect(relativeError(got.excessRisk!, want.bias + want.variance)).toBeLessThan(1e-9);
      expect(got.residual!).toBeLessThan(1e-9);
    }
  });

  it('goes over smoothly to where momentum is forgotten', () => {
    // β^{T/2} is e^{−36} at 683.4 steps.
    const at = (steps: number) =>
      trained(...isotropic(1.5, 0.3), { kind: 'descent', steps, stepSize: 0.1, momentum: 0.9 }).excessRisk!;
    const [first, second, third, fourth] = [682, 683, 684, 685].map(at) as [number, number, number, number];
    expect(Math.abs(first - 3 * second + 3 * third - fourth)).toBeLessThan(1e-10 * first);
  });

  it('says so where it finds no answer', () => {
    const rule: Schedule = { kind: 'descent', steps: 1_000_000, stepSize: 0.3, momentum: 0.99999 };
    expect(trained(...isotropic(1.6, 0.4), rule)).toMatchObject({
      status: 'not-converged',
      excessRisk: null,
    });
  });
});

describe('gradient flow beside ridge regression', () => {
  const flowOf = (kernel: Kernel, training: Training) => (time: number) =>
    trained(kernel, training, { kind: 'flow', time });

  /** Problems of an isotropic prior, with β of power r², for which the risk is a Bayes risk. */
  function bayes(next: () => number): [Kernel, Training] {
    const log = logUniform(next);
    const gamma = log(0.1, 10);
    const [first, second] = [log(0.1, 10), log(0.1, 10)];
    const power = log(0.1, 10);
    const kernel = {
      eigenvalues: [first, second],
      multiplicities: [gamma / 2, gamma / 2],
      rank: gamma,
      targets: [(power * first) / 2, (power * second) / 2],
      tail: 0,
      unlearnable: 0,
    };
    return [kernel, { samples: 1, features: Number.POSITIVE_INFINITY, ridge: 0, noise: 1 }];
  }

  it('is at most 1.6862 times as bad at time 1/λ, and 1.22 times at its best (Ali, Kolter & Tibshirani)', () => {
    const next = generator(5);
    for (let i = 0; i < 30; i++) {
      const [kernel, training] = bayes(next);
      const flow = flowOf(kernel, training);
      for (const ridge of [1e-2, 0.1, 1, 10]) {
        const ratio = flow(1 / ridge).excessRisk! / predictRisk(kernel, { ...training, ridge }).excessRisk!;
        expect(ratio).toBeLessThan(1.6862);
      }
      const stopped = flow(optimalTime({ kernel, ...training }, training.noise)).excessRisk!;
      const tuned = predictRisk(kernel, { ...training, ridge: optimalRidge(kernel, training) }).excessRisk!;
      expect(stopped / tuned).toBeLessThan(1.22);
      expect(stopped / tuned).toBeGreaterThan(1);
    }
  });

  it('stops where the risk is least, and as late as anything is gained without noise', () => {
    const next = generator(6);
    for (let i = 0; i < 20; i++) {
      const [kernel, training] = bayes(next);
      const flow = flowOf(kernel, training);
      const time = optimalTime({ kernel, ...training }, training.noise);
      const best = flow(time).excessRisk!;
      for (let j = -20; j <= 20; j++)
        expect(flow(time * 2 ** j).excessRisk!).toBeGreaterThan(best * (1 - 1e-10));
      const noiseless = { ...training, noise: 0 };
      const end = predictRisk(kernel, noiseless).excessRisk!;
      const late = flowOf(kernel, noiseless)(optimalTime({ kernel, ...noiseless }, 0)).excessRisk!;
      expect(late).toBeLessThan(end * (1 + 1e-9) + 1e-11);
    }
  });
});

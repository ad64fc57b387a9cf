import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/numerics/erf.ts';
import { type LabelName, labelLaw } from '../../../src/parts/labels/signs.ts';
import { type LossName, losses } from '../../../src/parts/losses/loss.ts';
import { channelMoments } from '../../../src/theory/replica/channel.ts';
import { freshMargins, type MarginLaw, trainingMargins } from '../../../src/theory/replica/margins.ts';
import { minimiserOf, predictClassifier } from '../../../src/theory/replica/prediction.ts';
import { normalDensity, simpson } from '../../helpers/scalar.ts';
import { linearProblem } from '../../helpers/stateEvolution.ts';

const law = (kind: LabelName) => labelLaw({ kind, delta: 0.5, flip: 0.1 });

function marginsOf(loss: LossName, kind: LabelName, samples: number, ridge: number) {
  const problem = linearProblem(losses[loss], law(kind), { samples, ridge });
  const separator = losses.hinge;
  const { channel, state, converged } = minimiserOf(problem, separator)!;
  expect(converged).toBe(true);
  const { kernel, features } = problem;
  const { labels } = channel;
  const sizes = { samples, features, ridge };
  const predicted = predictClassifier(kernel, sizes, {
    loss: losses[loss],
    labels,
    separator,
    rule: 'minimise',
  });
  const reach = 9 * Math.sqrt(state.q);
  return {
    channel,
    state,
    predicted,
    reach,
    training: trainingMargins(channel, state),
    fresh: freshMargins(channel, state),
  };
}

/** E g(u), g smooth but at 1, by Simpson's rule and the atoms. */
function mean({ density, atoms }: MarginLaw, g: (u: number) => number, reach: number): number {
  const inner = 1e-12;
  const [low, high] = [Math.min(-reach, 1 - reach), Math.max(reach, 1 + reach)];
  const parts = [
    simpson((u) => g(u) * density(u), low, 1 - inner, 4000),
    simpson((u) => g(u) * density(u), 1 + inner, high, 4000),
    ...atoms.map(({ at, mass }) => g(at) * mass),
  ];
  return parts.reduce((sum, part) => sum + part, 0);
}

const cases: readonly (readonly [LossName, LabelName, number, number])[] = [
  ['hinge', 'sign', 3, 0.5],
  ['hinge', 'flip', 6, 0.05],
  ['hinge', 'random', 1, 2],
  ['squared-hinge', 'probit', 2, 0.1],
  ['square', 'sign', 2, 0.3],
  ['logistic', 'logit', 4, 0.1],
  ['logistic', 'flip', 6, 0],
  ['square', 'random', 3, 0],
];

const separating: typeof cases = [
  ['hinge', 'sign', 3, 0.5],
  ['hinge', 'sign', 2, 0],
  ['squared-hinge', 'logit', 1.5, 0],
  ['logistic', 'sign', 2, 0],
];

describe('the laws of margins', () => {
  it.each(cases)(
    'of %s with %s labels, α %d, λ %d have mass 1 and the means that are predicted',
    (...given) => {
      const { training, fresh, predicted, reach } = marginsOf(...given);
      const loss = losses[given[0]];
      for (const each of [training, fresh]) {
        expect(mean(each, () => 1, reach)).toBeCloseTo(1, 9);
        expect(each.cdf(2 * reach + 2)).toBeCloseTo(1, 13);
      }
      expect(mean(training, loss.value, reach)).toBeCloseTo(predicted.trainLoss!, 9);
      expect(mean(fresh, loss.value, reach)).toBeCloseTo(predicted.testLoss!, 9);
      expect(training.cdf(0)).toBeCloseTo(predicted.trainingError!, 12);
      expect(fresh.cdf(0)).toBeCloseTo(predicted.labelError!, 12);
      expect(mean(fresh, (u) => u * u, reach)).toBeCloseTo(predicted.q!, 8);
    },
  );

  it.each(cases)('of %s with %s labels, α %d, λ %d have the density as slope, atoms as steps', (...given) => {
    const { training, fresh } = marginsOf(...given);
    const h = 1e-4;
    for (const each of [training, fresh]) {
      for (const u of [-0.7, 0.2, 0.9, 1.3, 2.1]) {
        const slope = (each.cdf(u + h) - each.cdf(u - h)) / (2 * h);
        expect(slope).toBeCloseTo(each.density(u), 7);
      }
      const step = each.cdf(1) - each.cdf(1 - 1e-13);
      expect(step).toBeCloseTo(each.atoms[0]?.mass ?? 0, 11);
    }
  });

  it('of the square loss on random labels are normal', () => {
    const { training, fresh, state } = marginsOf('square', 'random', 1.5, 0.2);
    const { v, q } = state;
    const deviation = Math.sqrt(q) / (1 + v);
    for (const u of [-1, 0.1, 0.8, 2]) {
      const z = (u - v / (1 + v)) / deviation;
      expect(training.cdf(u)).toBeCloseTo(normalCdf(z), 13);
      expect(training.density(u)).toBeCloseTo(normalDensity(z) / deviation, 12);
      expect(fresh.cdf(u)).toBeCloseTo(normalCdf(u / Math.sqrt(q)), 13);
    }
  });

  it.each(separating)('of %s with %s labels, α %d, λ %d have the support vectors at 1', (...given) => {
    const { training, channel, state, predicted } = marginsOf(...given);
    const { shrink } = channelMoments(channel, state);
    expect(training.atoms).toEqual([{ at: 1, mass: expect.closeTo(shrink, 13) }]);
    expect(predicted.status).toBe(given[0] === 'logistic' ? 'separable' : 'ok');
    if (given[3] > 0) return;
    // Of the maximum margin nothing is below.
    expect(training.cdf(1 - 1e-12)).toBe(0);
    expect(training.density(0.5)).toBe(0);
    expect(training.cdf(1)).toBeCloseTo(shrink, 13);
  });

  it('of what interpolates are one atom', () => {
    const { training } = marginsOf('square', 'sign', 0.5, 0);
    expect(training.atoms).toEqual([{ at: 1, mass: expect.closeTo(1, 13) }]);
    expect([0.5, 1, 1.5].map(training.cdf)).toEqual([0, expect.closeTo(1, 13), expect.closeTo(1, 13)]);
    expect([0.5, 1, 1.5].map(training.density)).toEqual([0, 0, 0]);
  });
});

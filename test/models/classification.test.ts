import { describe, expect, it } from 'vitest';
import { classification } from '../../src/models/classification/classification.ts';
import { predict } from '../../src/models/model.ts';
import { normalCdf } from '../../src/numerics/erf.ts';
import { lossNames } from '../../src/parts/losses/loss.ts';
import type { Point } from '../../src/parts/parameter.ts';
import type { ClassificationPrediction } from '../../src/theory/replica/prediction.ts';
import { relativeError } from '../helpers/random.ts';
import { expectations } from '../helpers/stateEvolution.ts';

const base: Point = Object.fromEntries(
  [...classification.parameters, ...classification.inputs].flatMap(({ name, default: fallback }) =>
    fallback === undefined ? [] : [[name, fallback]],
  ),
);

function at(point: Point): ClassificationPrediction {
  const whole = { ...base, ...point };
  classification.check!(whole);
  return predict(classification, whole) as ClassificationPrediction;
}

function expectSame(one: ClassificationPrediction, other: ClassificationPrediction, tolerance = 1e-9) {
  for (const name of ['classificationError', 'labelError', 'q', 'm', 'trainLoss', 'testLoss', 'V'] as const)
    expect(relativeError(one[name]!, other[name]!), name).toBeLessThan(tolerance);
}

describe('classification', () => {
  it('converts what papers call the ridge', () => {
    const features = { alpha: 2.5, psi1: 4, activation: 'erf', loss: 'hinge' };
    const replica = at({ ...features, ridge: 0.1 });
    expectSame(replica, at({ ...features, ridge: 0.1 / 2.5, convention: 'mean' }));
    expectSame(replica, at({ ...features, ridge: 0.1 / 2.5, convention: 'mei-montanari' }));
    expectSame(replica, at({ ...features, ridge: 0.1 * 4, convention: 'dascoli' }));
    expectSame(replica, at({ ...features, ridge: 0.1, convention: 'gerace' }));
    expectSame(at({ alpha: 3, ridge: 0.3 }), at({ alpha: 3, ridge: 0.1, convention: 'hastie' }));
    expect(() => at({ alpha: 3, ridge: 0.1, convention: 'dascoli' })).toThrow('give psi1');
  });

  it('is on ever more linear features what it is on the inputs', () => {
    const point = {
      alpha: 1.5,
      loss: 'logistic',
      ridge: 0.05,
      labels: 'logit',
      signal: 3,
      blocks: '0.3:2,0.7:0.5714',
    };
    const inputs = at(point);
    const features = at({ ...point, psi1: 1e6, activation: 'identity' });
    expectSame(inputs, features, 1e-5);
    expect(relativeError(at({ ...point, psi1: 1e3, activation: 'identity' }).q!, inputs.q!)).toBeGreaterThan(
      1e-5,
    );
  });

  it.each([
    ['logistic', 0.2],
    ['hinge', 0.01],
    ['square', 1],
  ])('has hidden inputs be noise inside the sign: %s', (loss, ridge) => {
    const [share, alpha, signal] = [0.4, 1.7, 2];
    const hidden = at({ loss, ridge, alpha, signal, observedShare: share });
    // |w|² of f = w·x/√d is 1/share times that of f = w·x/√p.
    const noisy = at({
      loss,
      ridge: ridge / share,
      alpha: alpha / share,
      signal: signal * share,
      labels: 'probit',
      delta: signal * (1 - share),
    });
    for (const name of ['labelError', 'q', 'm', 'trainLoss', 'testLoss'] as const)
      expect(relativeError(hidden[name]!, noisy[name]!), name).toBeLessThan(1e-9);
    expect(hidden.classificationError!).toBeCloseTo(hidden.labelError!, 12);
    expect(noisy.classificationError!).toBeLessThan(noisy.labelError!);
  });

  it.each([1e-6, 1e6])('has every rule and law of labels at the end of its domain, alpha %d', (alpha) => {
    const rules = ['pseudo-inverse', 'maximum-stability', 'hebb', 'gibbs', 'bayes-optimal'].map((rule) => ({
      rule,
    }));
    const minimisers = lossNames.map((loss) => ({ rule: 'minimise', loss }));
    for (const rule of [...rules, ...minimisers])
      for (const labels of [
        { labels: 'sign' },
        { labels: 'probit', delta: 0.5 },
        { labels: 'logit' },
        { labels: 'random' },
        { labels: 'flip', flip: 0.1 },
      ]) {
        const { status, residual } = at({ ...rule, ...labels, alpha });
        expect(['ok', 'separable'], JSON.stringify([rule, labels])).toContain(status);
        expect(residual).toBeLessThan(1e-9);
      }
  });

  it('separates ever more signs by a margin that falls as 1.00446/α', () => {
    const scaled = [1e3, 1e4, 1e5, 1e6].map((alpha) => {
      const { margin, q, classificationError } = at({ rule: 'maximum-stability', alpha });
      // Of the inputs themselves q is the norm of w with y f ≥ 1.
      expect(relativeError(margin!, 1 / Math.sqrt(q!))).toBeLessThan(1e-11);
      return { margin: alpha * margin!, error: alpha * classificationError! };
    });
    for (const name of ['margin', 'error'] as const) {
      const [first, second, third, last] = scaled.map((each) => each[name]);
      // The next term is α⁻² of it.
      expect(relativeError((last! - first!) / (last! - second!), 100)).toBeLessThan(0.01);
      expect(relativeError(third!, last!)).toBeLessThan(1e-9);
    }
  });

  it('has rules that are minimisers at no ridge', () => {
    expectSame(at({ alpha: 2, rule: 'pseudo-inverse' }), at({ alpha: 2, loss: 'square', ridge: 0 }));
    const stable = at({ alpha: 2, rule: 'maximum-stability' });
    expect(stable.margin!).toBeCloseTo(0.4546, 4);
    expect(stable.classificationError!).toBeCloseTo(0.1885, 4);
    const logistic = at({ alpha: 2, loss: 'logistic', ridge: 0 });
    expect(logistic).toMatchObject({ status: 'separable', q: null, separable: 1, trainLoss: 0 });
    expect(logistic.classificationError).toBe(stable.classificationError);
    expect(logistic.margin).toBe(stable.margin);
  });

  it('passes messages to the minimum', () => {
    const problem = { alpha: 3, loss: 'logistic', ridge: 0.05, labels: 'flip', flip: 0.1 };
    const minimum = at(problem);
    const distance = (passes: number) => {
      const { q, m, classificationError } = at({ ...problem, rule: 'message-passing', passes });
      return Math.max(
        relativeError(q!, minimum.q!),
        relativeError(m!, minimum.m!),
        relativeError(classificationError!, minimum.classificationError!),
      );
    };
    expect(distance(1)).toBeGreaterThan(0.01);
    expect(distance(300)).toBeLessThan(1e-9);
  });

  it.each([
    { labels: 'sign' },
    { labels: 'probit', delta: 0.3 },
    { labels: 'logit', signal: 6 },
    { labels: 'flip', flip: 0.15 },
  ])('has a floor below every rule: %o', (labels) => {
    for (const alpha of [0.4, 1.3, 5]) {
      const point = { ...base, ...labels, alpha };
      const floor = predict(classification, classification.floor!(point)) as ClassificationPrediction;
      for (const rule of [
        { rule: 'hebb' },
        { rule: 'gibbs' },
        { rule: 'pseudo-inverse' },
        { loss: 'logistic', ridge: 0.5 },
        { loss: 'hinge', ridge: 0.5 },
        { loss: 'squared-hinge', ridge: 0.01 },
        { rule: 'message-passing', passes: 3, ridge: 1 },
      ]) {
        const { classificationError, labelError, status } = at({ ...labels, alpha, ...rule });
        expect(status).toBe('ok');
        expect(classificationError!, JSON.stringify([alpha, rule])).toBeGreaterThan(
          floor.classificationError!,
        );
        expect(labelError!).toBeGreaterThan(floor.labelError!);
      }
    }
  });

  it.each([
    { labels: 'sign' },
    { labels: 'probit', delta: 0.3 },
    { labels: 'logit', signal: 6 },
    { labels: 'flip', flip: 0.15 },
  ])('has a floor below every rule with an intercept, too: %o', (labels) => {
    for (const alpha of [0.4, 1.3, 5]) {
      const point = { ...base, ...labels, alpha, intercept: 0.8 };
      const floor = predict(classification, classification.floor!(point)) as ClassificationPrediction;
      expect(floor).toMatchObject({ status: 'ok', offset: 0.8 });
      for (const rule of [
        { rule: 'pseudo-inverse' },
        { rule: 'maximum-stability' },
        { loss: 'logistic', ridge: 0.5 },
        { loss: 'logistic', ridge: 0 },
        { loss: 'hinge', ridge: 0.5 },
        { loss: 'squared-hinge', ridge: 0.01 },
      ]) {
        const { classificationError, labelError, status } = at({ ...labels, alpha, intercept: 0.8, ...rule });
        expect(['ok', 'separable']).toContain(status);
        expect(classificationError!, JSON.stringify([alpha, rule])).toBeGreaterThan(
          floor.classificationError!,
        );
        expect(labelError!).toBeGreaterThan(floor.labelError!);
      }
    }
  });

  it('has errors and losses of both classes, by another quadrature', () => {
    const { q, m, rho, offset, V, ...got } = at({
      alpha: 3,
      labels: 'logit',
      signal: 4,
      intercept: -1.2,
      loss: 'hinge',
      ridge: 0.3,
    });
    // f* and what of f has nothing to do with it, the mean over which is in closed form.
    const [slope, rest] = [m! / Math.sqrt(rho), Math.sqrt(q! - (m! * m!) / rho)];
    const below = (x: number) => x * normalCdf(x) + Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    const step = 1.2 / Math.sqrt(rho);
    const [wrong, tested, trained, missed, clean] = expectations(
      (g) => {
        const chance = 1 / (1 + Math.exp(1.2 - Math.sqrt(rho) * g));
        const mean = slope * g + offset!;
        const over = (part: (margin: number) => number) => chance * part(mean) + (1 - chance) * part(-mean);
        return [
          over((margin) => normalCdf(-margin / rest)),
          over((margin) => rest * below((1 - margin) / rest)),
          over((margin) => rest * below((1 - V! - margin) / rest)),
          over((margin) => normalCdf((-V! - margin) / rest)),
          normalCdf((g > step ? -mean : mean) / rest),
        ];
      },
      [{ at: step, width: 0.1 }],
    );
    expect(V!).toBeLessThan(1);
    expect(relativeError(got.labelError!, wrong!)).toBeLessThan(1e-11);
    expect(relativeError(got.testLoss!, tested!)).toBeLessThan(1e-11);
    expect(relativeError(got.trainLoss!, trained!)).toBeLessThan(1e-11);
    expect(relativeError(got.trainingError!, missed!)).toBeLessThan(1e-11);
    expect(relativeError(got.classificationError!, clean!)).toBeLessThan(1e-11);
  });

  it('has the margin of the fits at a vanishing ridge, with an intercept', () => {
    const point = { alpha: 1.5, intercept: 0.7, loss: 'hinge' };
    const limit = at({ ...point, ridge: 0 });
    // A hard margin 1 of |w|² = −Σ ℓ′ u/λ.
    const { trainLoss, q, offset, margin } = at({ ...point, ridge: 1e-9 });
    expect(margin).toBeNull();
    expect(trainLoss!).toBeLessThan(1e-8);
    expect(relativeError(q!, limit.q!)).toBeLessThan(1e-8);
    expect(relativeError(offset!, limit.offset!)).toBeLessThan(1e-8);
    // Isotropic: q = |w|²/d.
    expect(relativeError(limit.margin!, 1 / Math.sqrt(limit.q!))).toBeLessThan(1e-10);
  });

  it('is without an intercept what it is with one that is 0', () => {
    for (const point of [
      { alpha: 2, loss: 'hinge', ridge: 1e4 },
      { alpha: 5, loss: 'logistic', labels: 'logit', signal: 5, ridge: 0 },
      { alpha: 2, rule: 'bayes-optimal' },
    ]) {
      const { offset, ...rest } = at({ ...point, intercept: 0 });
      expect(offset).toBe(0);
      expect({ ...rest, offset: null }).toEqual(at(point));
    }
  });

  it('is theory alone with an intercept', () => {
    expect(classification.simulates!({ ...base, alpha: 1, intercept: 0 })).toBe(false);
    expect(classification.simulates!({ ...base, alpha: 1 })).toBe(true);
  });

  it('finds no second solution with an intercept, and its threshold', () => {
    const point = { ...base, alpha: 3, intercept: 1, labels: 'logit', signal: 4, ridge: 0 };
    expect(classification.secondSolution!(point)).toBeNull();
    const threshold = classification.threshold('alpha', point)!;
    expect(at({ ...point, alpha: threshold * (1 - 1e-6) }).status).toBe('separable');
    expect(at({ ...point, alpha: threshold * (1 + 1e-3) }).status).toBe('ok');
  });

  it.each([
    [{ alpha: 1, labels: 'random', intercept: 1 }, 'on whom labels random do not depend'],
    [{ alpha: 1, rule: 'hebb', intercept: 1 }, 'intercept 1 is for the rules minimise,'],
    [{ alpha: 1, rule: 'gibbs', intercept: 0 }, 'intercept 0 is for the rules minimise,'],
    [
      { alpha: 1, rule: 'message-passing', passes: 3, ridge: 1, intercept: 1 },
      'intercept 1 is for the rules minimise,',
    ],
    [{ alpha: 1, labels: 'probit' }, 'labels probit need delta'],
    [{ alpha: 1, delta: 0.5 }, 'delta 0.5 is for labels probit, not sign'],
    [{ alpha: 1, psi1: 2 }, 'need an activation'],
    [{ alpha: 1, activation: 'relu' }, 'activation relu needs psi1'],
    [{ alpha: 1, rule: 'hebb', ridge: 1 }, 'ridge 1 is for the rules'],
    [{ alpha: 1, rule: 'message-passing', ridge: 1 }, 'needs passes'],
    [{ alpha: 1, rule: 'message-passing', passes: 3 }, 'needs a ridge > 0'],
    [
      { alpha: 1, rule: 'message-passing', passes: 3, ridge: 1, blocks: '0.5:1.5,0.5:0.5' },
      'isotropic gaussian',
    ],
    [
      { alpha: 1, rule: 'message-passing', passes: 3, ridge: 1, observedShare: 0.5 },
      'isotropic gaussian inputs themselves, all observed',
    ],
    [{ alpha: 1, passes: 3 }, 'passes 3 are of the rule message-passing'],
    [{ alpha: 1, psi1: 2, activation: 'relu', observedShare: 0.5 }, 'observedShare 0.5 is for the inputs'],
    [{ alpha: 1, signal: 0 }, 'need a teacher of power > 0'],
  ])('refuses %o', (point, message) => {
    expect(() => at(point)).toThrow(message);
  });

  it('takes absolute sizes and explicit spectra', () => {
    const spectrum = 'power:a=1.2,b=1.5,count=200';
    const counted = { ...base, n: 300, spectrum, ridge: 0.1 };
    classification.check!(counted);
    const { status, residual, rho, classificationError } = predict(
      classification,
      counted,
    ) as ClassificationPrediction;
    expect(status).toBe('ok');
    expect(residual!).toBeLessThan(1e-10);
    expect(rho).toBeGreaterThan(0);
    expect(classificationError!).toBeLessThan(0.4);
  });
});

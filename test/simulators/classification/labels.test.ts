/** Trials that average over label vectors of one design. */
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { classification } from '../../../src/models/classification/classification.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import classifiers from '../../../src/simulators/classification/classification.ts';
import type { ClassifierPlan, ClassifierSeries } from '../../../src/simulators/classification/plan.ts';
import { type Reading, runTrial } from '../../../src/simulators/simulator.ts';
import { readTrial, trialBytes, trialOperations } from '../../helpers/trials.ts';

const backend = openEmbedded();
const defaults: Point = Object.fromEntries(
  [...classification.parameters, ...classification.inputs].flatMap(({ name, default: fallback }) =>
    fallback === undefined ? [] : [[name, fallback]],
  ),
);
const seriesOf = (point: Point, size: number): ClassifierSeries =>
  classification.realise({ ...defaults, ...point }, size).series as ClassifierSeries;

function planOf(points: readonly Point[], size: number, labels: number): ClassifierPlan {
  return {
    design: 'direct',
    series: points.map((point) => seriesOf(point, size)),
    seed: `${labels} labels`,
    labels,
  };
}

const logistic = { alpha: 3, loss: 'logistic', ridge: 0.05, labels: 'logit', signal: 9 };
const features = { ...logistic, psi1: 2, activation: 'tanh' };
const flipped = { ...features, loss: 'squared-hinge', ridge: 0.1, labels: 'flip', flip: 0.1, signal: 1 };

/** Mean and standard error of a column over trials. */
function statistics(readings: readonly Reading[], column: string): { mean: number; error: number } {
  const values = readings.map((read) => read(column));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

describe('averages over label vectors', () => {
  it.each([
    ['inputs themselves', logistic],
    ['random features, squared hinge and flipped labels', flipped],
  ] as const)('have the same means: %s', (_, point) => {
    for (const size of [12, 24]) {
      const [one, many] = [1, 64].map((labels) =>
        Array.from(
          { length: labels === 1 ? 300 : 25 },
          (__, trial) => readTrial(backend, planOf([point], size, labels), trial, classifiers)[0]!,
        ),
      );
      for (const column of ['classificationError', 'testLoss', 'trainLoss', 'trainingError', 'q', 'm']) {
        const [a, b] = [statistics(one!, column), statistics(many!, column)];
        const name = `${column} at ${size}: ${a.mean} ± ${a.error}, ${b.mean} ± ${b.error}`;
        expect(Math.abs(a.mean - b.mean), name).toBeLessThan(4 * Math.hypot(a.error, b.error));
        expect(a.error, name).toBeLessThan(0.06 * a.mean);
        // 64 label vectors leave no more variance than 10 would that share nothing.
        expect((25 * b.error ** 2) / (300 * a.error ** 2), name).toBeLessThan(0.1);
      }
    }
  });

  it('depend on no other series of the plan', () => {
    const points = [features, { ...features, ridge: 1 }, { ...features, loss: 'square' }, flipped];
    const together = runTrial(classifiers, backend, planOf(points, 20, 5), 2);
    points.forEach((point, i) => {
      expect(runTrial(classifiers, backend, planOf([point], 20, 5), 2)[0]).toEqual(together[i]);
    });
  });

  it('are a share of what is yes or no, and NaN where one of them is', () => {
    const read = readTrial(
      backend,
      planOf([{ ...logistic, alpha: 3, ridge: 0 }], 40, 16),
      1,
      classifiers,
    )[0]!;
    const share = read('separable');
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    expect(share * 16).toBeCloseTo(Math.round(share * 16), 12);
    for (const column of ['testLoss', 'q', 'margin']) expect(read(column), column).toBeNaN();
    expect(read('classificationError')).toBeGreaterThan(0.1);
  });
});

describe('the plans of label vectors', () => {
  const design = classifiers.designs['direct']!;
  const hinge = { ...features, loss: 'hinge' };
  const cases = [features, hinge, { ...features, ridge: 0 }, { ...features, loss: 'square', ridge: 0 }].map(
    (point) => ({ series: seriesOf(point, 20), readout: null, size: 20 }),
  );

  it('average over them where they are fitted together, and else take one', () => {
    const plans = design.plans(cases, { design: 'direct', labels: 64, seed: '1' });
    const counts = cases.map(({ series }) => plans.find((plan) => plan.series.includes(series))!.labels);
    expect(counts).toEqual([64, 1, 1, 64]);
    expect(plans.length).toBe(2);
    expect(new Set(plans.map((plan) => design.draw(plan))).size).toBe(1);
    expect(
      design.refuses(
        cases[0]!,
        { design: 'direct', labels: 'exact', seed: '1' },
        { model: 'classification', point: {} },
      ),
    ).toMatchObject({ key: 'labels' });
  });

  it('cost less for each of them the more there are, and hold more', () => {
    const costs = [1, 8, 64].map(
      (labels) => trialOperations(planOf([features], 100, labels), classifiers) / labels,
    );
    expect(costs[0]! / costs[1]!).toBeGreaterThan(3);
    expect(costs[1]! / costs[2]!).toBeGreaterThan(1.5);
    const bytes = [1, 64].map((labels) => trialBytes(planOf([features], 100, labels), classifiers));
    expect(bytes[1]! - bytes[0]!).toBeGreaterThan(63 * 8 * (6 * 300 + 4 * 200));
  });
});

import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { RegressionModel } from '../../../src/models/model.ts';
import { randomFeatures } from '../../../src/models/random-features/randomFeatures.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import type { DrawCell } from '../../../src/simulators/cell.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial } from '../../../src/simulators/simulator.ts';
import { metered } from '../../helpers/metered.ts';
import { trialBytes } from '../../helpers/trials.ts';

const base: Point = {
  ...{ signal: 1, nonlinear: 0.5, noise: 0.2, ridge: 0, activation: 'erf', weights: 'sphere' },
  ...{ distribution: 'gaussian', blocks: '0.5:1.6,0.5:0.4', observedShare: 1 },
};
const backend = openEmbedded();

function planOf(
  model: RegressionModel<DrawCell>,
  point: Point,
  size: number,
  labels: number,
): RegressionPlan {
  const { cell } = model.realise({ ...base, ...point }, size).series;
  const { samples } = cell;
  const series = [1, 0.5].flatMap((share) =>
    [0, 0.1].map((ridge) => ({ cell, ridge, subsample: Math.round(share * samples) })),
  );
  return { design: 'bagged', series, labels, nonlinear: true, seed: 'bags' };
}

const cases: [RegressionModel<DrawCell>, Point, number][] = [
  [linear, { gamma: 0.3 }, 60],
  [linear, { gamma: 2 }, 40],
  [randomFeatures, { psi1: 1.5, psi2: 5 }, 20],
  [randomFeatures, { psi1: 4, psi2: 2, activation: 'tanh' }, 12],
];

describe('bagged trials', () => {
  it.each(cases.map((each) => [JSON.stringify(each[1]), ...each] as const))(
    '%s: on all samples are plain ones, and predictors are the same',
    (_, model, point, size) => {
      const plan = planOf(model, point, size, 5);
      const found = runTrial(regression, backend, plan, 3);
      const all = plan.series.slice(0, 2).map(({ cell, ridge }) => ({ cell, ridge }));
      const plain = runTrial(regression, backend, { ...plan, design: 'direct', series: all }, 3);
      plain.forEach((values, i) => {
        values.forEach((value, column) => {
          for (const place of [column, column + values.length])
            expect(Math.abs(found[i]![place]! - value)).toBeLessThan(1e-8 * Math.abs(value) + 1e-12);
        });
      });
      // Of predictors on halves the product is less than the square.
      for (const values of found.slice(2)) {
        const half = values.length / 2;
        for (let c = 0; c < half; c++) expect(values[half + c]!).toBeLessThan(values[c]!);
      }
    },
  );

  it.each(cases.map((each) => [JSON.stringify(each[1]), ...each] as const))(
    '%s: what is reserved is enough',
    (_, model, point, size) => {
      for (const labels of [1, 12]) {
        const plan = planOf(model, point, 4 * size, labels);
        const { backend: watched, peak } = metered(openEmbedded());
        runTrial(regression, watched, plan, 0);
        const reserved = trialBytes(plan);
        expect(peak(), `${peak() / 1e6} of ${reserved / 1e6}`).toBeLessThanOrEqual(reserved);
        expect(4 * peak()).toBeGreaterThan(reserved - 2 ** 23);
      }
    },
  );
});

import { describe, expect, it } from 'vitest';
import type { Demand } from '../../src/execution/plan.ts';
import { pool } from '../../src/execution/pool.ts';
import { createProgress, metered, openReport, unfinishedOperations } from '../../src/execution/progress.ts';
import { simulate } from '../../src/execution/simulate.ts';
import type { Store } from '../../src/execution/store.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { linear } from '../../src/models/linear/linear.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import type { Labels } from '../../src/parts/design.ts';
import type { RegressionPlan } from '../../src/simulators/regression/plan.ts';
import regression from '../../src/simulators/regression/regression.ts';
import { runTrial } from '../../src/simulators/simulator.ts';
import { trialOperations } from '../helpers/trials.ts';

const base = {
  signal: 1,
  nonlinear: 0,
  noise: 0.2,
  ridge: 0,
  activation: 'relu',
  weights: 'sphere',
  distribution: 'sphere',
  blocks: 'isotropic',
  observedShare: 1,
};
const cells = [
  linear.realise({ ...base, gamma: 0.3 }, 500).series.cell,
  linear.realise({ ...base, gamma: 3 }, 300).series.cell,
  randomFeatures.realise({ ...base, psi1: 1, psi2: 3 }, 120).series.cell,
  randomFeatures.realise({ ...base, psi1: 6, psi2: 3 }, 120).series.cell,
  randomFeatures.realise({ ...base, psi1: 4, psi2: 2, activation: 'tanh' }, 80).series.cell,
];

describe('progress within a trial', () => {
  it('grows with the operations done, to about all that were expected', () => {
    for (const cell of cells) {
      for (const labels of [1, 20, 'exact'] as Labels[]) {
        const series = [1e-3, 0.1].map((ridge) => ({ cell, ridge }));
        const plan: RegressionPlan = { design: 'direct', series, labels, nonlinear: false, seed: '1' };
        const most = trialOperations(plan);
        const progress = createProgress(2);
        const report = openReport(progress);
        const seen: number[] = [];
        const backend = metered(openEmbedded(), most, (operations) => {
          seen.push(operations / most);
          report(operations);
          expect(Math.abs(unfinishedOperations(progress) - operations)).toBeLessThan(2 ** 20);
        });
        const values = runTrial(regression, backend, plan, 0);
        expect(values).toEqual(runTrial(regression, openEmbedded(), plan, 0));
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        const name = `${cell.features.kind} ${cell.samples} labels ${labels}`;
        expect(seen.at(-1), name).toBeGreaterThan(0.6);
        expect(seen.at(-1), name).toBeLessThanOrEqual(1);
        expect(seen.length, name).toBeGreaterThan(4);
      }
    }
  });

  it('reaches the main thread while a trial runs', async () => {
    const { cell } = randomFeatures.realise({ ...base, psi1: 6, psi2: 3 }, 350).series;
    const plan: RegressionPlan = {
      design: 'direct',
      series: [{ cell, ridge: 0.1 }],
      labels: 1,
      nonlinear: false,
      seed: '1',
    };
    const demand: Demand = { simulator: regression, plan, trials: 2 };
    const forgetful: Pick<Store, 'trials' | 'append'> = {
      trials: () => new Map(),
      append: () => {},
    };
    const seen: number[] = [];
    const options = { executor: pool({ workers: 2, blas: 'embedded' }), backend: 'any' };
    await simulate([demand], forgetful, { ...options, onProgress: (share) => seen.push(share) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    const within = seen.filter((share) => share > 0 && share < 1 && Math.abs(share - 0.5) > 1e-9);
    expect(within.length).toBeGreaterThan(0);
  });

  it('adds up over workers', () => {
    const progress = createProgress(2);
    const [one, two] = [openReport(progress), openReport(progress)];
    one(5 * 2 ** 20);
    two(7 * 2 ** 20);
    expect(unfinishedOperations(progress)).toBe(12 * 2 ** 20);
    one(0);
    expect(unfinishedOperations(progress)).toBe(7 * 2 ** 20);
  });
});

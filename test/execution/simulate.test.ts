import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { Demand } from '../../src/execution/plan.ts';
import { pool } from '../../src/execution/pool.ts';
import { simulate } from '../../src/execution/simulate.ts';
import type { Store } from '../../src/execution/store.ts';
import type { RegressionPlan } from '../../src/simulators/regression/plan.ts';
import regression from '../../src/simulators/regression/regression.ts';

function demandOf(samples: number, parameters: number): Demand {
  const blocks = [{ count: parameters, observed: parameters, variance: 1 }];
  const cell = { distribution: 'gaussian' as const, blocks, samples, features: { kind: 'linear' as const } };
  const series = [{ cell, ridge: 0.1 }];
  const plan: RegressionPlan = { design: 'direct', series, labels: 1, nonlinear: false, seed: '1' };
  return { simulator: regression, plan, trials: 2 };
}

/** What the simulation throws, and how many blocks it has stored by then. */
async function failure(
  demands: readonly Demand[],
  blas: string,
): Promise<{ error: unknown; stored: number }> {
  let stored = 0;
  const store: Pick<Store, 'trials' | 'append'> = {
    trials: () => new Map(),
    append: () => {
      stored++;
    },
  };
  const error = await simulate(demands, store, {
    executor: pool({ workers: 1, blas }),
    backend: 'any',
  }).catch((thrown) => thrown);
  return { error, stored };
}

describe('an error that a person can mend', () => {
  it('arrives from a worker as what it is when matrices are too large, whatever else is in line', async () => {
    const { error, stored } = await failure([demandOf(10, 5), demandOf(30_000, 40_000)], 'embedded');
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(
      /^\d+\.\d\d GiB more cannot be allocated: .*choose smaller sizes or fewer workers$/,
    );
    expect(stored).toBeLessThanOrEqual(1);
  });

  it('arrives from a worker as what it is when its backend cannot be opened', async () => {
    const { error, stored } = await failure([demandOf(10, 5)], 'no-such-library.so');
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain("backend 'no-such-library.so' cannot be used");
    expect(stored).toBe(0);
  });
});

/** A simulator whose workers die of their trials: as often as the file that the seed names has letters, one of which each death takes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { Simulator, TrialPlan } from '../../src/simulators/simulator.ts';
import toy, { type ToySeries } from './toySimulator.ts';

const direct = toy.designs['direct']!;

const mortal: Simulator<TrialPlan<ToySeries>, number> = {
  ...toy,
  name: 'mortal',
  module: import.meta.url,
  designs: {
    direct: {
      ...direct,
      run: (backend, plan, trial) => {
        const left = readFileSync(plan.seed, 'utf8');
        if (trial === 3 && left !== '' && !isMainThread) {
          writeFileSync(plan.seed, left.slice(1));
          process.exit(7);
        }
        return direct.run(backend, { ...plan, seed: 's' }, trial);
      },
      bytes: () => 2 ** 31,
      lighter: () => 'choose a smaller count',
    },
  },
};

export default mortal;

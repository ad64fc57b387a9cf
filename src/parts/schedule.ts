/** How training from zero goes on before its end, or what it leaves out, as data; solvers/filters.ts trains so. */
import type { Schedule } from '../theory/filters/schedule.ts';

export type { Schedule };

/** The ridge that resists about as much as stopping does: what is fitted has eigenvalues beyond it. */
export function resistance(schedule: Schedule): number {
  switch (schedule.kind) {
    case 'flow':
      return 1 / schedule.time;
    case 'descent':
      return (1 - schedule.momentum) / (schedule.steps * schedule.stepSize);
    case 'iterated':
      return schedule.ridge / schedule.count;
    case 'truncated':
      return schedule.rcond ** 2;
    case 'components':
      // The share 1 − q/n of the least eigenvalues goes up to about its square where they reach down to 0.
      return Math.max(0, 1 - schedule.perSample) ** 2;
  }
}

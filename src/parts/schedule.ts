/** How training from zero goes on before its end, as data; solvers/filters.ts trains so. */
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
  }
}

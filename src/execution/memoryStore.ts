/** Trials that are used at once, and not kept. */
import type { TrialValues } from '../simulators/simulator.ts';
import type { Store } from './store.ts';

export function memoryStore(): Pick<Store, 'trials' | 'append'> {
  const bySeries = new Map<string, Map<number, TrialValues>>();
  const trials = (series: string) => {
    const known = bySeries.get(series) ?? new Map<number, TrialValues>();
    bySeries.set(series, known);
    return known;
  };
  return {
    trials,
    append: ({ series, first, rows }) => {
      const known = trials(series);
      for (const [i, row] of rows.entries()) known.set(first + i, row);
    },
  };
}

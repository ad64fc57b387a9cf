/** Stored trials held against the results beside them: what of the scenario in results.json is there. */
import { dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import { readFileIfAny } from '../execution/files.ts';
import { type Inspection, inspectTrials } from '../execution/inspect.ts';
import { columnsOf, type Demand, seriesKey } from '../execution/plan.ts';
import type { Store } from '../execution/store.ts';
import { isLaw, type Scenario } from '../scenario/scenario.ts';
import { demandsOf, pointsOf, resized } from './cases.ts';
import { lawDemands, sizedLaws } from './laws/run.ts';
import { readLaw, readResults } from './savedResults.ts';

export interface CheckedTrials extends Inspection {
  readonly asked: Asked;
}

/** What results.json asks for; or why that is not known, null where there is no results.json. */
export type Asked =
  | {
      readonly trials: number;
      readonly missing: number /** Of series that it does not ask for. */;
      readonly others: number;
    }
  | { readonly unknown: string | null };

/** The file of trials, and the results.json beside it if there is one. */
export function checkTrials(path: string): CheckedTrials {
  const file = join(dirname(path), 'results.json');
  const text = readFileIfAny(file);
  const wanted = text === null ? { unknown: null } : demandsIn(file, text);
  if ('unknown' in wanted) return { ...inspectTrials(path), asked: wanted };
  const { demands, backend } = wanted;
  const inspection = inspectTrials(path, columnsOf(demands, backend));
  return { ...inspection, asked: countAsked(demands, backend, inspection) };
}

interface Wanted {
  readonly demands: readonly Demand[];
  readonly backend: string;
}

function demandsIn(file: string, text: string): Wanted | { readonly unknown: string } {
  try {
    const law = readLaw(file, text);
    const { scenario, backend } = law ?? risksIn(file, text);
    if (backend === null) return { unknown: `${file} has no simulation` };
    // The identity of a program is its command and a hash; those of backends are one word.
    if (backend.includes(' ')) return { unknown: `the trials that ${file} asks for are those of a program` };
    const demands = isLaw(scenario)
      ? lawDemands(sizedLaws(scenario), scenario)
      : demandsOf(resized(pointsOf(scenario), scenario), scenario);
    return { demands, backend };
  } catch (error) {
    if (error instanceof InputError) return { unknown: error.message };
    throw error;
  }
}

function risksIn(file: string, text: string): { scenario: Scenario; backend: string | null } {
  const { scenario, results } = readResults(file, text);
  return { scenario, backend: results.backend };
}

function countAsked(
  demands: readonly Demand[],
  backend: string,
  store: Pick<Inspection, 'series'> & Pick<Store, 'trials'>,
) {
  const lengths = new Map<string, number>();
  for (const demand of demands)
    for (const each of demand.plan.series) {
      const key = seriesKey(demand, each, backend);
      lengths.set(key, Math.max(demand.trials, lengths.get(key) ?? 0));
    }
  let [trials, missing, others] = [0, 0, 0];
  for (const [key, length] of lengths) {
    const stored = store.trials(key);
    trials += length;
    for (let trial = 0; trial < length; trial++) if (!stored.has(trial)) missing++;
  }
  for (const series of store.series) if (!lengths.has(series)) others += store.trials(series).size;
  return { trials, missing, others };
}

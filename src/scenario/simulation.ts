/** The section `simulation`: the ladder of sizes or scales, and the trials of each. */
import { InputError, show } from '../errors.ts';
import type { Point } from '../parts/parameter.ts';
import type { SourceDocument } from './document.ts';
import type { Comparison, ModelSignature, Simulation } from './scenario.ts';
import type { RawSimulation } from './schema.ts';
import { checkPointCount } from './values.ts';

/** @param points of the scan, none where they are not known */
export function planSimulation(
  document: SourceDocument,
  raw: RawSimulation,
  model: ModelSignature,
  points: readonly Point[],
): Simulation {
  const { key, rungs } = ladderOf(document, raw, model, points);
  const wrong = (message: string, ...path: number[]) =>
    document.errorAt(['simulation', key, ...path], `simulation.${key}: ${message}`);
  try {
    checkPointCount([
      ['points', points.length],
      ['sizes', rungs.length],
    ]);
  } catch (error) {
    throw error instanceof InputError ? wrong(error.message) : error;
  }
  const unordered = rungs.findIndex((rung, i) => i > 0 && !(rung > rungs[i - 1]!));
  if (unordered > 0)
    throw wrong(
      `${rungs[unordered]} follows ${rungs[unordered - 1]}; expected ascending, distinct ${key}`,
      unordered,
    );
  const trials = Array.isArray(raw.trials)
    ? raw.trials
    : Array<number>(rungs.length).fill(raw.trials as number);
  if (trials.length !== rungs.length) {
    const counts = `${show(trials)} has ${trials.length} numbers for ${rungs.length} ${key}`;
    throw document.errorAt(
      ['simulation', 'trials'],
      `simulation.trials: ${counts}; expected one number, or one per size`,
    );
  }
  return {
    sizes: key === 'sizes' && raw.sizes !== null ? rungs : null,
    ...(key === 'scales' ? { scales: rungs } : {}),
    trials,
    design: raw.design,
    labels: raw.labels,
    seed: String(raw.seed),
  };
}

interface Ladder {
  readonly key: 'sizes' | 'scales';
  readonly rungs: readonly number[];
}

function ladderOf(
  document: SourceDocument,
  { sizes, scales }: RawSimulation,
  model: ModelSignature,
  points: readonly Point[],
): Ladder {
  const absolute = points.map((point) => model.absoluteSize(point) !== null);
  const wrong = (key: Ladder['key'], message: string, ...path: number[]) =>
    document.errorAt(['simulation', key, ...path], `simulation.${key} ${message}`);
  if (scales === undefined) {
    if (sizes === null && absolute.includes(false))
      throw wrong('sizes', 'is missing; expected ascending sizes, or absolute sizes among the parameters');
    if (sizes !== null && absolute.includes(true))
      throw wrong(
        'sizes',
        `${show(sizes)} cannot be chosen: the parameters are absolute sizes; expected none, or scales, factors on them`,
      );
    return { key: 'sizes', rungs: sizes === null ? [1] : [sizes].flat() };
  }
  if (sizes !== null || absolute.includes(false))
    throw wrong('scales', `${show(scales)} are for absolute sizes among the parameters; expected sizes`);
  const rungs = [scales].flat();
  for (const [i, scale] of rungs.entries()) {
    const point = points.find((each) => scale !== 1 && (model.scaled?.(each, scale) ?? null) === null);
    if (point === undefined) continue;
    const explicit = point['spectrum'] !== undefined && point['spectrum'] !== 'isotropic';
    const expected = model.scaled && explicit && !Number.isInteger(scale) ? 'a whole number' : 'none';
    throw wrong(
      'scales',
      `${scale} is impossible ${expected === 'none' ? `for these points of ${model.name}` : 'with an explicit spectrum'}; expected ${expected}`,
      ...(Array.isArray(scales) ? [i] : []),
    );
  }
  return { key: 'scales', rungs };
}

/**
 * What is claimed unless the scenario says: the limit; but of rows of one's own, which are of their size, and of absolute sizes that are not scaled, what
 * theory says of these as such.
 */
export function usualClaim(
  { absoluteSize, scaled }: ModelSignature,
  points: readonly Point[],
  simulation: Simulation | null,
): Comparison['claim'] {
  const absolute = points.some((point) => absoluteSize(point) !== null);
  if (!absolute) return 'limit';
  if (simulation !== null) return (simulation.scales ?? []).length > 1 ? 'limit' : 'size';
  const scalable = points.every((point) => absoluteSize(point) === null || (scaled?.(point, 2) ?? null));
  return scalable ? 'limit' : 'size';
}

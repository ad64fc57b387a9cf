/**
 * The blocks of a run: consecutive trials of a draw that are drawn as one. They follow from the draws alone, so that any number of shards can
 * share them, now or later.
 */
import { blockSize, type Demand, type Known, missingTasks, type Task, trialOperations } from '../plan.ts';

export interface PlannedBlock {
  /** Place among the draws of the run. */
  readonly draw: number;
  readonly first: number;
  readonly trials: number;
}

/** All blocks, those of the most work first: dealt in turn, they load shards alike. */
export function blocksOf(demands: readonly Demand[]): PlannedBlock[] {
  const blocks = demands.flatMap((demand, draw) => {
    const size = blockSize(demand);
    const each = trialOperations(demand);
    return Array.from({ length: Math.ceil(demand.trials / size) }, (_, i) => {
      const trials = Math.min(size, demand.trials - i * size);
      return { draw, first: i * size, trials, work: trials * each };
    });
  });
  return blocks.sort((a, b) => b.work - a.work).map(({ work: _, ...block }) => block);
}

/** Floating-point operations of these blocks, roughly. */
export function blockOperations(demands: readonly Demand[], blocks: readonly PlannedBlock[]): number {
  const each = demands.map(trialOperations);
  return blocks.reduce((sum, { draw, trials }) => sum + trials * each[draw]!, 0);
}

/** What some blocks lack, by their places; blocks of which everything is known have no place here. */
export type Lacking = ReadonlyMap<number, readonly Task[]>;

/** @param some  places of the blocks that are asked about */
export function lackingOf(
  demands: readonly Demand[],
  blocks: readonly PlannedBlock[],
  some: readonly number[],
  known: Known,
  backend: string,
): Lacking {
  const places = new Map(some.map((place) => [nameOf(blocks[place]!), place]));
  const draws = new Set(some.map((place) => blocks[place]!.draw));
  const found = new Map<number, Task[]>();
  for (const draw of draws) {
    const demand = demands[draw]!;
    const size = blockSize(demand);
    for (const task of missingTasks([demand], known, backend)) {
      const place = places.get(nameOf({ draw, first: Math.floor(task.first / size) * size }));
      if (place !== undefined) found.set(place, [...(found.get(place) ?? []), task]);
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

function nameOf({ draw, first }: Pick<PlannedBlock, 'draw' | 'first'>): string {
  return `${draw} ${first}`;
}

/** Those of a list that one of several shards draws: every so many-th. @param index  from 0 */
export function shardOf<T>(list: readonly T[], index: number, shards: number): T[] {
  return list.filter((_, i) => i % shards === index);
}

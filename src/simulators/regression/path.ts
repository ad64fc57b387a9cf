/** A path: cells that are the same but for one count, whose trials are leading parts of one draw. */
import { cellName, type DrawCell, parameterCount } from '../../problem/cell.ts';
import type { DesignPath } from '../../problem/rules/ridgePath.ts';
import type { Series } from '../trial.ts';

/** What a path goes along. */
export type Along = DesignPath['along'];

export function countOf(cell: DrawCell, along: Along): number {
  return along === 'parameters' ? parameterCount(cell) : cell.samples;
}

/** What the cells of one path have in common. Draws that go by it are leading parts of each other, whichever cells there are. */
export function pathName(cell: DrawCell, along: Along): string {
  const { features } = cell;
  if (along === 'samples') return cellName({ ...cell, samples: 0 });
  if (features.kind !== 'random') return cellName({ ...cell, blocks: [] });
  return cellName({ ...cell, features: { ...features, count: 0 } });
}

/** A cell of a path, with the ridges that are asked for. */
export interface Member {
  readonly cell: DrawCell;
  readonly count: number;
  readonly ridges: readonly number[];
}

/** Members in ascending order; one alone counts as along the parameters. */
export function pathOf(series: readonly Series[]): { readonly along: Along; readonly members: Member[] } {
  const along = new Set(series.map(({ cell }) => cell.samples)).size > 1 ? 'samples' : 'parameters';
  const members = new Map<number, { readonly cell: DrawCell; readonly count: number; ridges: number[] }>();
  for (const { cell, ridge } of series) {
    const count = countOf(cell, along);
    const member = members.get(count) ?? { cell, count, ridges: [] };
    members.set(count, member);
    member.ridges.push(ridge);
  }
  return { along, members: [...members.values()].sort((a, b) => a.count - b.count) };
}

/** A path: cells that are the same but for one count, whose trials are leading parts of one draw. */
import { InputError } from '../../errors.ts';
import type { DesignPath } from '../../solvers/ridgePath.ts';
import { cellName, type DrawCell, parameterCount, withoutParameters } from '../cell.ts';
import type { RegressionCase, RegressionSeries } from './plan.ts';

/** What a path goes along. */
export type Along = DesignPath['along'];

export function countOf(cell: DrawCell, along: Along): number {
  return along === 'parameters' ? parameterCount(cell) : cell.samples;
}

/** What the cells of one path have in common. Draws that go by it are leading parts of each other, whichever cells there are. */
export function pathName(cell: DrawCell, along: Along): string {
  return cellName(along === 'samples' ? { ...cell, samples: 0 } : withoutParameters(cell));
}

/** A cell of a path, with the ridges that are asked for. */
export interface Member {
  readonly cell: DrawCell;
  readonly count: number;
  readonly ridges: readonly number[];
}

/** Members in ascending order; one alone counts as along the parameters. */
export function pathOf(series: readonly RegressionSeries[]): {
  readonly along: Along;
  readonly members: Member[];
} {
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

/**
 * What the paths of these cases go along.
 * @throws {InputError} when they go nowhere
 */
export function alongOf(cases: readonly RegressionCase[]): Along {
  for (const along of ['parameters', 'samples'] as const) {
    const counts = new Map<string, number>();
    for (const {
      series: { cell },
    } of cases) {
      const name = pathName(cell, along);
      const count = countOf(cell, along);
      if ((counts.get(name) ?? count) !== count) return along;
      counts.set(name, count);
    }
  }
  const { series, size } = cases[0]!;
  throw new InputError(
    `simulation.design: nested has no path to go, with ${parameterCount(series.cell)} parameters and ${series.cell.samples} samples at every ` +
      `point of size ${size}; expected several numbers of parameters, or of samples, or the design direct`,
  );
}

/**
 * A teacher that may stand for what made labels ±1: y = sign(f* + noise), f* linear in Gaussian inputs and of power ρ, noise of variance 1. A function linear
 * in the inputs explains of such labels
 *
 *     e = (2/π) ρ/(ρ + 1)
 *
 * so that ρ follows from the share e that it explains of those that there are, and f* has ρ along the directions in the proportions of what is explained there.
 */
import { InputError } from '../../errors.ts';
import type { DataSet } from './data.ts';
import type { Groups, SpectrumEstimate } from './estimate.ts';
import type { Table } from './npy.ts';

/** @throws {InputError} when there are others than two labels, one a row, above 0 and not */
export function checkClasses({ name, labels }: { readonly name: string; readonly labels: Table }): void {
  const found = new Set(labels.data);
  const signs = new Set([...found].map((label) => label > 0));
  if (labels.columns === 1 && found.size === 2 && signs.size === 2) return;
  throw new InputError(
    `the labels of ${name} are ${labels.columns === 1 ? `of ${found.size} values` : `${labels.columns} a row`}; expected one of two values, -1 and 1`,
  );
}

/** No replicate's teacher is stronger than this. */
const strongest = 1e3;

/**
 * The spectrum of the inputs with the power of the teacher in the place of that of the labels, nothing of which is unexplained.
 * @throws {InputError} when no such teacher explains so much of its labels
 */
export function teacherOf(
  data: Pick<DataSet, 'name' | 'labels'>,
  estimate: SpectrumEstimate,
): SpectrumEstimate {
  checkClasses(data);
  const share = shareOf(estimate.groups);
  if (!(share > 0 && share < 2 / Math.PI))
    throw new InputError(
      `the inputs of ${data.name} explain ${Number((100 * share).toPrecision(3))} % of their labels' power; expected more than none and less than the ${(200 / Math.PI).toFixed(1)} % that those of a teacher on Gaussian inputs can have: these classes are something else; without a teacher they are predicted as numbers, of regression`,
    );
  return {
    ...estimate,
    groups: teachersPowers(estimate.groups),
    replicates: estimate.replicates.map(teachersPowers),
  };
}

function shareOf(groups: Groups): number {
  const all = groups.reduce((sum, { weight }) => sum + weight, 0);
  return 1 - groups.at(-1)!.weight / all;
}

function teachersPowers(groups: Groups): Groups {
  const all = groups.reduce((sum, { weight }) => sum + weight, 0);
  const explained = all - groups.at(-1)!.weight;
  const reached = Math.min((Math.PI / 2) * shareOf(groups), strongest / (1 + strongest));
  const power = reached / (1 - reached);
  return groups.slice(0, -1).map((group) => ({ ...group, weight: (power * group.weight) / explained }));
}

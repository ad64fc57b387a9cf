/** What theories of one's own are given as, and in which words they may speak. */
import { InputError } from '../errors.ts';
import type { Precise } from '../expressions/digits.ts';
import type { HostName } from '../expressions/host.ts';
import type { SystemText } from '../expressions/system.ts';
import type { Place, Theory } from './theory.ts';

export interface ExpressionsPlan extends Partial<SystemText> {
  readonly name: string;
  readonly source?: string;
  /** Expressions by quantity. */
  readonly quantities: Readonly<Record<string, string>>;
}

/** What a theory may speak of, and in which words. */
export interface Surroundings {
  /** The model's numeric parameters, which expressions know by name. */
  readonly names: readonly string[];
  readonly quantities: readonly string[];
  /** What the model supplies to expressions. */
  readonly hosted: readonly HostName[];
}

/** Takes what is wrong with a key of the entry. */
export type Refuse = (key: readonly string[], problem: string) => InputError;

/**
 * The part of a place that expressions depend on, as a text: where it is the same they are.
 *
 * @param used the names that they depend on
 * @param hosted what the model supplies of that they depend on: at the point, or as the kernel at its realised sizes
 */
export function dependence(
  { point, numbers, sizes }: Place,
  used: readonly string[],
  hosted: ReadonlySet<HostName>,
): string {
  const ofPoint = hosted.size > 0 ? [point] : [];
  const ofSizes = hosted.has('engineKappa') ? [sizes] : [];
  return JSON.stringify([used.map((name) => numbers[name]), ...ofPoint, ...ofSizes]);
}

/** The message of an error of the expressions, at the key where they stand. */
export function reading<T>(key: readonly string[], refuse: Refuse, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw refuse(key, error.message);
    throw error;
  }
}

/** What a theory says to many digits, computed once for the same numbers; those that are not typed but computed are null. */
export function preciselyOnce(
  names: readonly string[],
  compute: (quantity: string, numbers: readonly (string | null)[], place: Place, digits: number) => Precise,
): NonNullable<Theory['precisely']> {
  const said = new Map<string, Precise>();
  return (quantity, place, { digits, typed }) => {
    const { point, numbers } = place;
    const written = names.map((name) => {
      const value = numbers[name];
      return value !== undefined && point[name] === value ? typed(name, value) : null;
    });
    const key = JSON.stringify([quantity, digits, written, point]);
    const found = said.get(key) ?? compute(quantity, written, place, digits);
    said.set(key, found);
    return found;
  };
}

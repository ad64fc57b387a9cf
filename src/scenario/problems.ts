/** Collects what is wrong with an input, so that all of it is told at once. */
import { InputError, together } from '../errors.ts';

export interface Problems {
  readonly add: (error: InputError) => void;
  /** What the work gives; undefined when it threw an InputError, which is added. */
  readonly attempt: <T>(work: () => T) => T | undefined;
  readonly count: () => number;
  /** @throws {InputError} that says all that was added, if anything was */
  readonly settle: () => void;
}

/** @param known problems to begin with; what else is wrong at their places follows from them, and is not added */
export function collectProblems(known: readonly InputError[] = []): Problems {
  const placeOf = ({ place }: InputError) => (place ? `${place.line}:${place.column}` : null);
  const places = new Set(known.map(placeOf).filter((place) => place !== null));
  const found = [...known];
  const add = (error: InputError) => {
    if (!places.has(placeOf(error) ?? '')) found.push(error);
  };
  return {
    add,
    attempt: (work) => {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        add(error);
        return undefined;
      }
    },
    count: () => found.length,
    settle: () => {
      if (found.length > 0) throw together(found);
    },
  };
}

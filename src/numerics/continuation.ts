/**
 * Roots of equations with a parameter, followed from where they are easy to find to where they are wanted.
 */
import type { Root } from './newton.ts';

/** Lengths of steps in the parameter; and how many there may be. */
const steps = { first: 1, longest: 3, shortest: 0.02, most: 400 };

type Unknowns = readonly number[];

interface Visited {
  readonly parameter: number;
  readonly x: Unknowns;
}

/**
 * The root at the second of two parameters, from a start near that at the first: step by step from
 * extrapolations of the last two, shorter where they are not good enough. Evaluations are those of all steps.
 * Where it cannot go on, the last root found, `converged: false`.
 */
export function followRoot(
  solve: (parameter: number, start: Unknowns) => Root,
  [first, last]: readonly [number, number],
  start: Unknowns,
): Root {
  let root = solve(first, start);
  let evaluations = root.evaluations;
  let here: Visited = { parameter: first, x: root.x };
  let before: Visited | null = null;
  let length = steps.first;
  for (let i = 0; i < steps.most && root.converged && here.parameter !== last; i++) {
    if (length < steps.shortest) return { ...root, converged: false, evaluations };
    const left = last - here.parameter;
    const next = Math.abs(left) <= length ? last : here.parameter + Math.sign(left) * length;
    const found = solve(next, extrapolated(before, here, next));
    evaluations += found.evaluations;
    if (!found.converged) {
      length = Math.min(length, Math.abs(left)) / 3;
      continue;
    }
    before = here;
    here = { parameter: next, x: found.x };
    root = found;
    length = Math.min(steps.longest, 2 * length);
  }
  return { ...root, converged: root.converged && here.parameter === last, evaluations };
}

function extrapolated(before: Visited | null, here: Visited, next: number): Unknowns {
  if (before === null) return here.x;
  const share = (next - here.parameter) / (here.parameter - before.parameter);
  return here.x.map((value, i) => value + share * (value - before.x[i]!));
}

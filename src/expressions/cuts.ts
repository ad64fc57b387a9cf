/** Where the range of an integral is cut: at kinks and jumps of the integrand, and about its steps and bells. */
import { boundsOf, excludesZero } from './interval.ts';
import { quadraticRoots, signChanges, touchingRoots } from './roots.ts';
import type { Compile, Evaluator, Run } from './run.ts';
import { landmarksOf } from './switches.ts';
import { degree, type Tree } from './tree.ts';

/** Cuts strictly between two ends, ascending. */
export interface Cutting {
  readonly places: readonly number[];
  /** Whether the integrand is not smooth at one of them, or changes fast about it. */
  readonly rough: boolean;
}

/** The cuts at values of the other names. */
export type Cuts = (values: Float64Array, run: Run, ends: readonly [number, number]) => Cutting;

/** A bell or its integral is flat to rounding beyond this many widths. */
const reach = 8.8;
/** Widths below are steep. */
const narrow = 0.5;
/** Points of the scan where a switch is no polynomial of degree two. */
const scanned = 240;

interface Mark {
  readonly tree: Tree;
  readonly value: Evaluator;
  readonly degree: number;
  readonly touching: boolean;
  readonly step: boolean;
}

const nothing: Cutting = { places: [], rough: false };

/** @param grid points between which roots are sought that have no closed form */
export function prepareCuts(
  body: Tree,
  slot: number,
  grid: (low: number, high: number) => readonly number[],
  compile: Compile,
): Cuts {
  const { switches, steps } = landmarksOf(body, slot);
  const marks: Mark[] = [
    ...switches.map(({ tree, touching }) => ({ tree, touching, step: false })),
    ...steps.map((tree) => ({ tree, touching: false, step: true })),
  ].map((each) => ({ ...each, value: compile(each.tree), degree: degree(each.tree, slot) }));
  if (marks.length === 0) return () => nothing;
  return (values, run, [low, high]) => {
    const found: number[] = [];
    let rough = false;
    const add = (places: readonly number[], isRough: boolean): void => {
      const inside = places.filter((x) => x > low && x < high);
      if (inside.length > 0 && isRough) rough = true;
      found.push(...inside);
    };
    for (const mark of marks) {
      if (!mark.step && excludesZero(boundsOf(mark.tree, slot, [low, high], values))) continue;
      const f = (x: number): number => {
        values[slot] = x;
        return mark.value(values, run);
      };
      if (mark.degree <= 2) ofPolynomial(f, mark, add);
      else if (!mark.step) {
        const points = grid(low, high);
        run.budget.spend(points.length);
        add([...signChanges(f, points), ...(mark.touching ? touchingRoots(f, points) : [])], true);
      }
    }
    found.sort((a, b) => a - b);
    return { places: found.filter((x, i) => i === 0 || x > found[i - 1]!), rough };
  };
}

/** Roots of a polynomial of degree at most two; and where it nearly touches zero, or is the exponent of a bell. */
function ofPolynomial(
  f: (x: number) => number,
  { step, touching }: Mark,
  add: (places: readonly number[], rough: boolean) => void,
): void {
  const [before, here, after] = [f(-1), f(0), f(1)];
  const a = (before + after) / 2 - here;
  const b = (after - before) / 2;
  const curved = Math.abs(a) > 1e-14 * (Math.abs(before) + Math.abs(here) + Math.abs(after));
  const centre = curved ? -b / (2 * a) : -here / b;
  if (step) {
    const width = curved ? 1 / Math.sqrt(2 * Math.abs(a)) : 1 / Math.abs(b);
    if (Number.isFinite(centre)) add(around(centre, width), width < narrow);
    return;
  }
  const roots = quadraticRoots(curved ? a : 0, b, here);
  add(roots, true);
  if (!touching || roots.length > 0 || !curved) return;
  // Half the distance of two complex roots: poles that are near.
  const width = Math.sqrt(Math.max(0, here / a - centre * centre));
  add(around(centre, width), width < narrow);
}

/** A steep one is cut off on both sides. */
function around(centre: number, width: number): number[] {
  return width < narrow ? [centre - reach * width, centre, centre + reach * width] : [centre];
}

/** Evenly spaced between finite ends; towards infinite ones ever farther apart. */
export function evenGrid(low: number, high: number): number[] {
  const share = Array.from({ length: scanned + 1 }, (_, i) => i / scanned);
  if (Number.isFinite(low) && Number.isFinite(high)) return share.map((s) => low + s * (high - low));
  if (Number.isFinite(low)) return share.map((s) => low + Math.sinh(12 * s));
  if (Number.isFinite(high)) return share.map((s) => high - Math.sinh(12 * (1 - s)));
  return share.map((s) => Math.sinh(24 * (s - 0.5)));
}

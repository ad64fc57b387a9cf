/**
 * Solutions of systems of equations: Newton's method with steps that must pay (numerics/newton.ts), in units of the
 * unknowns and of the equations' terms, from the declared start, along the way from a solved point nearby, and from
 * other starts in the domain; where none of them leads to one inside, on the edge of the domain. Only what solves the
 * equations to rounding, lies there, and is determined by them is a solution; everything else is a gap with its reason.
 */
import { followRoot } from '../numerics/continuation.ts';
import { solveSystem as newton, type Root } from '../numerics/newton.ts';
import { certify, edgeNear, explain, type Status } from './certificate.ts';
import {
  type Coordinates,
  inFolds,
  inLogarithms,
  inUnits,
  otherStart,
  rangesOf,
  sizesOf,
} from './coordinates.ts';
import { type Circumstances, carefully, newRun, type Outcome, outcomeOf } from './evaluate.ts';
import { Gap, LimitReached } from './gap.ts';
import { SystemState } from './state.ts';
import type { System } from './system.ts';
import { isComplex } from './tree.ts';

export interface UnknownValue {
  readonly re: number;
  readonly im: number;
  readonly error: number;
}

export interface SystemSolution {
  readonly status: Status;
  /** Why there is none; null where there is. */
  readonly reason: string | null;
  readonly parameters: readonly number[];
  /** The solution, or where the search ended; empty where it did not begin. */
  readonly unknowns: Readonly<Record<string, UnknownValue>>;
  /** The largest of |equation| / Σ |terms|. */
  readonly residual: number | null;
  /** Which start led to it: the declared one, a solution nearby, or one of the others; `edge`: it is on the edge of the domain. */
  readonly from: 'start' | 'near' | 'elsewhere' | 'edge' | null;
  /** Evaluations of the equations. */
  readonly evaluations: number;
  /** Evaluations of all that they consist of. */
  readonly work: number;
  /** What is read off it; gaps where there is no solution. */
  readonly quantities: Readonly<Record<string, Outcome>>;
}

export interface SolveOptions extends Circumstances {
  /** A solved point nearby. */
  readonly near?: SystemSolution;
}

const otherStarts = 12;

/** Solves a system at values of its parameters, in their order. Never throws for what has no solution. */
export function solveSystem(
  system: System,
  parameters: readonly number[],
  options: SolveOptions = {},
): SystemSolution {
  const state = new SystemState(system, parameters, newRun(options));
  const failed = (status: Status, reason: string) => nothing(system, parameters, { status, reason, state });
  try {
    let start: number[];
    try {
      start = state.start();
    } catch (error) {
      if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
      return failed('undefined', error.message);
    }
    const first = search(state, start);
    if (first.status === 'ok') return described(state, first, 'start');
    const nearby = options.near?.status === 'ok' ? continued(state, options.near, parameters) : null;
    if (nearby?.status === 'ok') return described(state, nearby, 'near');
    const ranges = rangesOf(state);
    for (let k = 0; k < otherStarts; k++) {
      const found = search(state, otherStart(start, ranges, k));
      if (found.status === 'ok') return described(state, found, 'elsewhere');
    }
    return onEdge(state, first, start) ?? described(state, first, null);
  } catch (error) {
    if (error instanceof LimitReached) return failed('limit', error.message);
    throw error;
  }
}

/** Solutions are the same when their unknowns agree to this part. */
const same = 1e-6;

/**
 * Other solutions inside the declared domains, from those that are known nearby and from a fixed set of starts; those that are found, of which more may
 * exist.
 */
export function otherSolutions(
  system: System,
  solution: SystemSolution,
  options: Circumstances & { readonly starts?: number; readonly near?: readonly SystemSolution[] } = {},
): SystemSolution[] {
  const { parameters } = solution;
  const state = new SystemState(system, parameters, newRun(options));
  const found: SystemSolution[] = [];
  try {
    const start = state.start();
    const ranges = rangesOf(state);
    const { near: nearby = [], starts: count = 24 } = options;
    const starts = [
      ...nearby.map((each) => unknownsOf(system, each)),
      ...(count > 0 ? [start] : []),
      ...Array.from({ length: count }, (_, k) => otherStart(start, ranges, k)),
    ];
    for (const each of starts) {
      const candidate = search(state, each);
      if (candidate.status !== 'ok') continue;
      const next = described(state, candidate, 'elsewhere');
      if (![solution, ...found].some((known) => agree(known, next))) found.push(next);
    }
  } catch (error) {
    // What was found before the limits were reached counts.
    if (!(error instanceof Gap)) throw error;
  }
  return found;
}

function agree(a: SystemSolution, b: SystemSolution): boolean {
  if (a.status !== 'ok') return false;
  return Object.entries(a.unknowns).every(([name, { re, im, error }]) => {
    const other = b.unknowns[name]!;
    const size = Math.max(Math.hypot(re, im), Math.hypot(other.re, other.im));
    return Math.hypot(re - other.re, im - other.im) <= same * size + 10 * (error + other.error);
  });
}

export interface Found {
  readonly x: readonly number[];
  readonly status: Status;
  readonly reason: string | null;
  readonly residual: number | null;
  readonly uncertainties: readonly number[];
}

/**
 * From one start: in units of the unknowns, in logarithms of their distances from declared bounds, and after some steps
 * of the iteration that the equations suggest.
 */
function search(state: SystemState, start: readonly number[]): Found {
  const sizes = sizesOf(start);
  const plainly = (from: readonly number[]) =>
    certify(
      state,
      rounds(state, from, (x, before) => inUnits(sizesOf(x, before))),
      sizes,
    );
  const plain = plainly(start);
  if (plain.status === 'ok') return plain;
  const ranges = rangesOf(state);
  const attempts = [
    () => {
      const bounded = ranges.some(({ lower, upper }) => Number.isFinite(lower) || Number.isFinite(upper));
      return bounded
        ? certify(
            state,
            rounds(state, start, () => inLogarithms(ranges, sizes)),
            sizes,
          )
        : null;
    },
    () => {
      const near = iterated(state, start);
      return near && plainly(near);
    },
  ];
  for (const attempt of attempts) {
    const found = attempt();
    if (found?.status === 'ok') return found;
  }
  return explain(state, plain, start);
}

const iterations = 60;

/**
 * Where the iteration x ← (x + G(x))/2 leads to, if the equations are of the form x − G(x), one for each unknown; null
 * else. Saddle-point equations of papers are, and it is how they are solved there.
 */
function iterated(state: SystemState, start: readonly number[]): number[] | null {
  const order = fixedPointOrder(state.system);
  if (!order) return null;
  let x = [...start];
  let share = 0.5;
  let errors = state.equations(x);
  for (let i = 0; i < iterations && share > 1e-3; i++) {
    const next = x.map((each, k) => each - share * errors[order[k]!]!);
    const there = state.equations(next);
    if (!there.every(Number.isFinite)) {
      share /= 2;
      continue;
    }
    const moved = next.some((each, k) => Math.abs(each - x[k]!) > 1e-4 * Math.abs(each));
    x = next;
    errors = there;
    if (!moved) break;
  }
  return x;
}

/** Of each real unknown, which of the real equations begins with it. */
function fixedPointOrder({ unknowns, equations }: System): number[] | null {
  const heads = equations.map(({ tree }) => {
    let head = tree;
    while (head.kind === 'operator' && (head.op === '-' || head.op === '+')) head = head.parts[0]!;
    return head.kind === 'name' ? head.slot : -1;
  });
  const firstOf = (i: number) =>
    equations.slice(0, i).reduce((sum, { tree }) => sum + (isComplex(tree) ? 2 : 1), 0);
  const order: number[] = [];
  for (const { slot, complex } of unknowns) {
    const i = heads.indexOf(slot);
    if (i < 0 || isComplex(equations[i]!.tree) !== complex) return null;
    order.push(firstOf(i), ...(complex ? [firstOf(i) + 1] : []));
  }
  return order;
}

const mostRounds = 12;
const settings = { tolerance: 1e-15, maximumSteps: 30, longestStep: 4 };
/** A round that moves no unknown by more than this part of it is the last; or by less than `near`, but no less than before. */
const settled = 1e-14;
const near = 1e-9;

/** Newton's method again and again, each time in the units of where it has come to. */
function rounds(
  state: SystemState,
  start: readonly number[],
  coordinatesAt: (x: readonly number[], sizes?: readonly number[]) => Coordinates,
): number[] {
  let x = [...start];
  let sizes = sizesOf(x);
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mostRounds; round++) {
    const { from, to } = coordinatesAt(x, sizes);
    sizes = sizesOf(x, sizes);
    const scales = state.magnitudes(x).map((each) => each || 1);
    const f = (u: readonly number[]) => state.equations(to(u)).map((each, i) => each / scales[i]!);
    const next = to(newton(f, from(x), settings).x);
    if (!next.every(Number.isFinite)) return x;
    const moved = Math.max(...next.map((each, i) => Math.abs(each - x[i]!) / sizes[i]!));
    x = next;
    if (moved <= settled || (moved <= near && moved >= before / 4)) break;
    before = moved;
  }
  return x;
}

/** Length of the way from a solved point, in the steps of continuation.ts. */
const wayLength = 4;

function unknownsOf({ unknowns }: System, solution: SystemSolution): number[] {
  return unknowns.flatMap(({ name, complex }) => {
    const { re, im } = solution.unknowns[name]!;
    return complex ? [re, im] : [re];
  });
}

/** Along the way from a solved point: parameters of one sign geometrically, others evenly between. */
function continued(state: SystemState, near: SystemSolution, parameters: readonly number[]): Found | null {
  const start = unknownsOf(state.system, near);
  const between = (share: number) =>
    parameters.map((last, i) => {
      const first = near.parameters[i]!;
      return first * last > 0 ? first * (last / first) ** share : first + share * (last - first);
    });
  const solveAt = (way: number, guess: readonly number[]): Root => {
    state.setParameters(way === wayLength ? parameters : between(way / wayLength));
    const found = search(state, guess);
    return {
      x: found.x,
      residual: found.residual ?? Number.NaN,
      converged: found.status === 'ok',
      evaluations: 0,
    };
  };
  const { x, converged } = followRoot(solveAt, [0, wayLength], start);
  state.setParameters(parameters);
  return converged ? certify(state, x, sizesOf(start)) : null;
}

/**
 * Where the search has led to bounds of the domain and these solve the equations, as in the limit of no ridge: unknowns at
 * their bounds are put onto them, the others solve the equations there. Null where there is no such thing.
 */
function onEdge(open: SystemState, { x }: Found, start: readonly number[]): SystemSolution | null {
  const state = open.closed();
  const ranges = rangesOf(open);
  const end = rounds(state, x, (at, before) => inFolds(ranges, sizesOf(at, before)));
  const edge = edgeNear(end, start, ranges);
  const found = edge && certify(state, edge, sizesOf(start));
  return found && ['ok', 'singular'].includes(found.status) ? described(state, found, 'edge') : null;
}

function described(state: SystemState, found: Found, from: SystemSolution['from']): SystemSolution {
  const { system } = state;
  const { status, reason, x, residual, uncertainties } = found;
  const { parameters } = state;
  if (status !== 'ok') {
    const { quantities } = nothing(system, parameters, { status, reason: reason!, state });
    state.setUnknowns(x);
    return {
      status,
      reason,
      parameters,
      unknowns: unknownValues(state),
      residual,
      from: null,
      evaluations: state.evaluations,
      work: state.run.budget.spent,
      quantities,
    };
  }
  const read = (): SystemSolution['quantities'] => {
    try {
      state.settle(x, uncertainties);
    } catch (error) {
      if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
      return Object.fromEntries(Object.keys(system.quantities).map((name) => [name, { gap: error.message }]));
    }
    return Object.fromEntries(
      Object.entries(system.quantities).map(([name, expression]) => [
        name,
        outcomeOf(() => carefully(expression, state.values, state.run)),
      ]),
    );
  };
  const quantities = read();
  return {
    status,
    reason,
    parameters,
    unknowns: unknownValues(state),
    residual,
    from,
    evaluations: state.evaluations,
    work: state.run.budget.spent,
    quantities,
  };
}

function unknownValues(state: SystemState): SystemSolution['unknowns'] {
  return Object.fromEntries(
    state.system.unknowns.map(({ name, slot }) => [
      name,
      { re: state.values[slot]!, im: state.imaginary[slot]!, error: state.errors[slot]! },
    ]),
  );
}

function nothing(
  system: System,
  parameters: readonly number[],
  { status, reason, state }: { status: Status; reason: string; state: SystemState },
): SystemSolution {
  const quantities = Object.fromEntries(
    Object.keys(system.quantities).map((name) => [name, { gap: reason }]),
  );
  return {
    status,
    reason,
    parameters,
    unknowns: {},
    residual: null,
    from: null,
    evaluations: state.evaluations,
    work: state.run.budget.spent,
    quantities,
  };
}

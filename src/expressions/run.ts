/** What the evaluation of a tree is given, and what it gives. */
import type { Estimate } from '../numerics/adaptive.ts';
import type { Budget } from './gap.ts';
import { Gap, LimitReached } from './gap.ts';
import { type Host, hostFunctions } from './host.ts';
import type { Tree } from './tree.ts';

/** What one evaluation has besides the values of its names. */
export interface Run {
  readonly host: Host;
  readonly budget: Budget;
  /** Imaginary parts and uncertainties of the values, by slot; absent: none. */
  readonly imaginary?: Float64Array;
  readonly errors?: Float64Array;
  /** The real part of a tree with a bound of its rounding errors, which samples of limits and derivatives need. */
  readonly careful: (tree: Tree, values: Float64Array, run: Run) => Estimate;
}

/** The value of a tree; `values` by slot, those of bound variables are scratch. @throws {Gap} where a form has no value */
export type Evaluator = (values: Float64Array, run: Run) => number;

/** The same of a form, with an estimate of its error. */
export type FormEvaluator = (values: Float64Array, run: Run) => Estimate;

/** How the parts of a form are evaluated. */
export type Compile = (tree: Tree) => Evaluator;

/** A part of a form as a function of the variable at a slot: NaN where it has no value. Its work is counted. */
export function functionOf(
  body: Evaluator,
  slot: number,
  values: Float64Array,
  run: Run,
): (x: number) => number {
  return (x) => {
    run.budget.spend(1);
    values[slot] = x;
    return defined(() => body(values, run), Number.NaN);
  };
}

/** The same with bounds of rounding errors. */
export function samplesOf(body: Tree, slot: number, values: Float64Array, run: Run): (x: number) => Estimate {
  return (x) => {
    run.budget.spend(4);
    values[slot] = x;
    return defined(() => run.careful(body, values, run), { value: Number.NaN, error: 0 });
  };
}

/** What a function of the point costs, which solves the engine's equations. */
const hostWork = 100;

/** A function of the model at the point. @throws {Gap} where it has no value */
export function hostValue({ host, budget }: Run, name: string, argument?: number): number {
  if (hostFunctions[name]!.ofPoint) budget.spend(hostWork);
  const found = (host as Readonly<Record<string, unknown>>)[name] as ((x?: number) => number) | undefined;
  const value = found ? found(argument ?? 1) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new Gap(`${name}${argument === undefined ? '' : `(${argument})`} has no value at this point`);
}

/** What is computed, or something else where it has no value; limits that are reached stay reached. */
export function defined<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
    return otherwise;
  }
}

/** What there is to a law of many numbers: theory at a point, what is drawn beside it, and how both are told and shown. */
import type { Verdict } from '../../comparison/judge.ts';
import type { Cautioned } from '../../models/cautions.ts';
import type { Model, Realisation } from '../../models/model.ts';
import type { Point } from '../../parts/parameter.ts';
import type { toCsv } from '../../report/csv.ts';
import type { LawComparison, LawName, LawPlan } from '../../scenario/scenario.ts';
import type { Simulator, TrialValues } from '../../simulators/simulator.ts';
import type { SizedCase } from '../cases.ts';

/** How a law is to be shown, at places of one's own, ascending, instead of those of its grid. */
export interface Showing extends LawPlan {
  readonly at?: readonly number[];
}

/** What is told of a law, as plain data. */
export interface Told extends Cautioned {
  readonly parameters: Point;
  readonly grid: readonly number[];
  readonly status: string;
}

export interface Atom {
  readonly at: number;
  readonly mass: number;
}

/** A law with what it computes by. */
export interface ShownLaw<T extends Told = Told> {
  readonly told: T;
}

/** A law with its sample, which may be missing. */
export interface DrawnLaw<L extends ShownLaw = ShownLaw, S = unknown> {
  readonly shown: L;
  readonly sample: S | null;
}

/** The trials of a point at one of its sizes. */
export interface Level extends SizedCase {
  readonly values: readonly TrialValues[];
}

/** A line of the figure, and what stands in the histogram below it. */
export interface LawCurve {
  /** Which of several lines of a law it is; absent: there is one. */
  readonly name?: string;
  readonly density: readonly (number | null)[];
  /** Point masses that the density leaves out. */
  readonly atoms: readonly Atom[];
  /** Some of so many numbers: those outside atoms. */
  readonly sampled?: { readonly numbers: readonly number[]; readonly total: number };
}

/** What stands around the lines. */
export interface LawWords {
  readonly title: string;
  readonly lines: string;
  readonly steps: string | null;
  /** TeX of what the law is of. */
  readonly axis: string;
  readonly scale: 'linear' | 'log';
  /** To the sides of the grid, as a part of it. */
  readonly room: number;
}

/** A table for people, of columns after the parameters that vary. */
export interface LawReport {
  readonly heading?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the simulation says. */
  readonly verdict?: string;
  /** What is to be known of it. */
  readonly note?: string;
}

export interface LawKind<L extends ShownLaw = ShownLaw, S = unknown> {
  readonly name: LawName;
  /** What draws its trials. */
  readonly simulator: Simulator;
  /** @throws {InputError} for what has no such law */
  show(model: Model, point: Point, showing: Showing): L;
  /** Why there is nothing to draw; null where there is. */
  missing(shown: L): string | null;
  /** What the simulator draws at integer sizes; no law is solved for it. */
  series(model: Model, parameters: Point, plan: LawPlan, realisation: Realisation): object;
  /**
   * @param levels  in ascending size, at least one
   * @returns null where no trial says anything
   */
  sample(model: Model, shown: L, levels: readonly Level[], comparison: LawComparison | null): S | null;
  verdict(sample: S): Verdict | null;
  /** A row a place of the grid. */
  rows(shown: L): Parameters<typeof toCsv>[0];
  curves(drawn: DrawnLaw<L, S>): LawCurve[];
  /** @param sample  the first that there is */
  words(model: Model, drawn: readonly DrawnLaw<L, S>[], sample: S | null): LawWords;
  /** What the figure's provenance has of it. */
  provenance(shown: L): object;
  report(model: Model, drawn: DrawnLaw<L, S>, comparison: LawComparison | null): LawReport;
}

/**
 * max |F_n − F| of `total` numbers, of which those that are not given lie below all others.
 *
 * @param ascending  those at which F is compared
 * @param skipped  those that are counted only
 */
export function largestDistance(
  ascending: readonly number[],
  total: number,
  cdf: (place: number) => number,
  skipped: (place: number) => boolean = () => false,
): number {
  return ascending.reduce((most, place, i) => {
    if (skipped(place)) return most;
    const below = (total - ascending.length + i) / total;
    const theory = cdf(place);
    return Math.max(most, Math.abs(theory - below), Math.abs(theory - below - 1 / total));
  }, 0);
}

/** The numbers of all trials, ascending. */
export function pooled(values: readonly TrialValues[]): number[] {
  return values.flatMap((each) => [...each]).sort((a, b) => a - b);
}

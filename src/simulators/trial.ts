/**
 * One trial: everything that is read off one draw of a training set and a feature map. Nothing of the theory is used. How it is drawn,
 * and what that costs, is the affair of the design.
 */
import type { Backend } from '../linalg/backend.ts';
import type { DrawCell } from '../problem/cell.ts';
import type { ClassifierSpec } from '../problem/classifier.ts';
import type { Design, Labels } from '../problem/design.ts';
import type { Schedule } from '../problem/rules/schedule.ts';
import { classifierTrial } from './classification/classifierTrial.ts';
import { deepTrial } from './deep/deepTrial.ts';
import { kernelTrial } from './kernel/kernelTrial.ts';
import { crossed } from './regression/crossed.ts';
import { direct } from './regression/direct.ts';
import { leaveOneOut } from './regression/leaveOneOut.ts';
import { nested } from './regression/nested.ts';
import { tridiagonal } from './regression/tridiagonal.ts';

/** What is stored of a trial by name: one cell fitted at one ridge, or under one schedule. */
export interface Series {
  readonly cell: DrawCell;
  readonly ridge: number;
  /** Absent: ridge regression. */
  readonly schedule?: Schedule;
  /** Absent: regression. */
  readonly classifier?: ClassifierSpec;
}

/** What every trial of a draw does. */
export interface TrialPlan {
  readonly design: Design;
  /** All that is read off one draw; of one cell unless the design is nested. */
  readonly series: readonly Series[];
  /** Label draws averaged within a trial; exact: signals and noise by their second moments, nonlinear targets by draws. */
  readonly labels: Labels;
  /** Whether a nonlinear target is fitted beside signal and noise. */
  readonly nonlinear: boolean;
  readonly seed: string;
}

/** What one trial measures of one series: a number for each column of its design, in their order; NaN where it has none. */
export type TrialValues = readonly number[];

/** A way to draw trials. */
export interface TrialDesign {
  /** Its name in the keys of stored trials. */
  readonly name: string;
  /** Raised whenever what is drawn changes, or what a column means: trials of another version are not used. */
  readonly version: number;
  /** The names of what a trial measures. */
  readonly columns: readonly string[];
  /** Values of the plan's series, in their order; what it allocates is freed by the caller. */
  readonly run: (backend: Backend, plan: TrialPlan, trial: number) => TrialValues[];
  /** Bytes of matrices that one trial may hold at a time, with room to spare. */
  readonly bytes: (plan: TrialPlan) => number;
  /** Floating-point operations of one trial, roughly: for ordering, block sizes and the estimate of a dry run. */
  readonly operations: (plan: TrialPlan) => number;
}

const trialDesigns: Readonly<Record<Design, TrialDesign>> = {
  direct,
  nested,
  tridiagonal,
  crossed,
  'leave-one-out': leaveOneOut,
};

/** Kernels, deep features and classifiers are drawn in one way. */
export function designOf({ design, series }: TrialPlan): TrialDesign {
  const { cell, classifier } = series[0]!;
  const { kind } = cell.features;
  if (classifier) return classifierTrial;
  return kind === 'kernel' ? kernelTrial : kind === 'deep' ? deepTrial : trialDesigns[design];
}

/** Run trial number `trial` of the plan; one entry a series. The same numbers whatever ran before it, on any thread. */
export function runTrial(backend: Backend, plan: TrialPlan, trial: number): TrialValues[] {
  backend.workspace.reserve(trialBytes(plan));
  return backend.workspace.scope(() => designOf(plan).run(backend, plan, trial));
}

/** The names of what a trial of the plan measures, in the order of its values. */
export function trialColumns(plan: TrialPlan): readonly string[] {
  return designOf(plan).columns;
}

export function trialBytes(plan: TrialPlan): number {
  return designOf(plan).bytes(plan);
}

export function trialOperations(plan: TrialPlan): number {
  return designOf(plan).operations(plan);
}

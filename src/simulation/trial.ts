/**
 * One trial: everything that is read off one draw of a training set and a feature map. Nothing of the theory is used. How it is drawn,
 * and what that costs, is the affair of the design.
 */
import type { Backend } from '../linalg/backend.ts';
import type { DrawCell } from '../problem/cell.ts';
import type { ClassifierSpec } from '../problem/classifier.ts';
import type { Design, Labels } from '../problem/design.ts';
import type { Schedule } from '../problem/rules/schedule.ts';
import { classifierTrial } from './classifierTrial.ts';
import { crossed } from './crossed.ts';
import { deepTrial } from './deepTrial.ts';
import { direct } from './direct.ts';
import { kernelTrial } from './kernelTrial.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { nested } from './nested.ts';
import { tridiagonal } from './tridiagonal.ts';

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

/**
 * Per unit of signal, nonlinear and noise power: the population risk of fitting that part alone, then its mean squared residual. Any
 * powers' risks are linear combinations: the reason why noise levels and signal strengths are free. The design `crossed` goes on with
 * products of two predictors' errors and residuals: those of two that share their data, in the same order; then, signal and nonlinear
 * part, products of errors where they share features, and where they share nothing. (Those of the noise are 0 there, on independent data.)
 * The design `leave-one-out` goes on with the three parts of generalised cross-validation, and those of leaving one out.
 */
export type TrialValues = readonly [
  riskSignal: number,
  riskNonlinear: number,
  riskNoise: number,
  trainSignal: number,
  trainNonlinear: number,
  trainNoise: number,
  ...products: number[],
];

/** The same of a classifier; what it has not is NaN, in the store null. */
export type ClassifierValues = readonly [
  classificationError: number,
  labelError: number,
  testLoss: number,
  trainLoss: number,
  trainingError: number,
  separable: number,
  q: number,
  m: number,
  slope: number,
  deviation: number,
  margin: number,
];

/** A way to draw trials. */
export interface TrialDesign {
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
function designOf({ design, series }: TrialPlan): TrialDesign {
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

export function trialBytes(plan: TrialPlan): number {
  return designOf(plan).bytes(plan);
}

export function trialOperations(plan: TrialPlan): number {
  return designOf(plan).operations(plan);
}

/** One finite size of a point: the per-trial values of one quantity. */
export interface Level {
  /** n or d: the variable of the expansion in 1/size; > 0. */
  readonly size: number;
  /** What bounds the terms that the fit leaves out, where it is less than the size: the effective dimension. */
  readonly effectiveSize?: number;
  /** What was drawn: levels of one draw share it, trial by trial, across claims. */
  readonly draw: string;
  readonly values: Float64Array | readonly number[];
  /** Its sizes have the ratios of the point as they are; absent: they may be rounded. */
  readonly even?: true;
  /** A mean and its standard error, where these are known and trials are not; `values` is then the mean alone. */
  readonly given?: { readonly mean: number; readonly standardError: number };
  /** The theory at the sizes realised after rounding; the exact finite-size mean where the claim is `exact`. */
  readonly theory: number;
}

/** Where what a claim is held against comes from. */
export type Origin = 'simulation' | 'measurements';

/** What theory claims of one quantity at one point, with the trials that test it. */
export interface Claim {
  readonly id: string;
  /** In ascending size. */
  readonly levels: readonly Level[];
  /** The theory of every level is an exact finite-size mean: nothing to extrapolate. */
  readonly exact: boolean;
  /** The theory is taken as such for what it says at the largest size, and is right where it is within the tolerance there: nothing is extrapolated. */
  readonly asSuch?: true;
  /** Trials are never negative: how many are large says something of their mean, however heavy their tails. */
  readonly nonnegative?: true;
  /** It is a probability, of which trials say 0 or 1, or an average of these. */
  readonly proportion?: true;
  /** The limit at the nominal parameters; null where it diverges. */
  readonly theory: number | null;
  /** How far the theory may be off by itself, as a rounded number is; absent: by nothing. */
  readonly rounding?: number;
  /** Of the theory, where it follows from an estimate with errors of its own. */
  readonly standardError?: number;
  /** Limits that the theory may just as well mean: of other solutions of its equations. They are looked for when it would be refuted. */
  readonly alternatives?: () => readonly number[];
  /** Other claims that the same statement may mean, of the same trials: it is refuted only if all of them are. */
  readonly readings?: readonly Claim[];
  /** Where the levels come from; absent: they are simulated. */
  readonly from?: Origin;
  /** Why means are not judged here, for instance too near the interpolation threshold. */
  readonly untested?: string;
}

/** What the author of a figure declares before looking. */
export interface Policy {
  /** Probability of any false `disagree` in the whole figure. */
  readonly alpha: number;
  /** Largest relative uncertainty that still counts as agreement. */
  readonly tolerance: number;
}

export const defaultPolicy: Policy = { alpha: 1e-4, tolerance: 0.02 };

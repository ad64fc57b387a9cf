/** What the trials of one level say, for tables, error bars and quantile bands. */
export interface Summary {
  readonly trials: number;
  readonly mean: number;
  readonly standardError: number;
  readonly quantiles: Readonly<Record<0.05 | 0.25 | 0.5 | 0.75 | 0.95, number>>;
}

/** Cubes of larger values would overflow; a risk of this size is a trial that failed. */
export const largestValue = 1e100;

/** Unbiased estimates of the first three cumulants; the higher ones are 0 where there are too few trials for them. */
export interface Cumulants {
  readonly trials: number;
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

/**
 * Mean, standard error and quantiles of per-trial values.
 *
 * Never NaN: without values everything is 0, with one trial the standard error is 0 and `trials` tells.
 */
export function summarise(values: ArrayLike<number>): Summary {
  const { trials, mean, variance } = cumulants(values);
  const sorted = Float64Array.from(values).sort();
  const quantile = (level: number): number => {
    if (trials === 0) return 0;
    const position = level * (trials - 1);
    const below = Math.floor(position);
    const low = sorted[below]!;
    const high = sorted[Math.min(below + 1, trials - 1)]!;
    // Beside a value that is not finite the difference has no product with 0.
    return low === high || position === below ? low : low + (position - below) * (high - low);
  };
  return {
    trials,
    mean,
    standardError: trials > 0 ? Math.sqrt(variance / trials) : 0,
    quantiles: {
      0.05: quantile(0.05),
      0.25: quantile(0.25),
      0.5: quantile(0.5),
      0.75: quantile(0.75),
      0.95: quantile(0.95),
    },
  };
}

/** Trials for which a standard error counts as known. */
const manyTrials = 1e6;

/** Of a mean with a known standard error: as of very many normal values. */
export function normalCumulants(given: { readonly mean: number; readonly standardError: number }): Cumulants {
  const { mean, standardError } = given;
  return { trials: manyTrials, mean, variance: standardError ** 2 * manyTrials, third: 0 };
}

/** The k-statistics of the values: unbiased for the cumulants of the law they are drawn from. */
export function cumulants(values: ArrayLike<number>): Cumulants {
  const trials = values.length;
  let sum = 0;
  for (let t = 0; t < trials; t++) sum += values[t]!;
  const rough = trials > 0 ? sum / trials : 0;
  let drift = 0;
  for (let t = 0; t < trials; t++) drift += values[t]! - rough;
  const mean = trials > 0 ? rough + drift / trials : 0;
  let squares = 0;
  let cubes = 0;
  for (let t = 0; t < trials; t++) {
    const deviation = values[t]! - mean;
    squares += deviation ** 2;
    cubes += deviation ** 3;
  }
  return {
    trials,
    mean,
    variance: trials > 1 ? squares / (trials - 1) : 0,
    third: trials > 2 ? (cubes * trials) / ((trials - 1) * (trials - 2)) : 0,
  };
}

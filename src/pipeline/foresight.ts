/**
 * What trials at other sizes would say, from a pilot at one size or two: how far each claim could be pinned down, were so many trials drawn.
 * Means are taken to go as limit + c/size and variances as a power of the size; the comparison itself then says what it would make of them.
 */
import type { Claim } from '../comparison/claim.ts';
import { type Evidence, weigh } from '../comparison/evidence.ts';
import { judge } from '../comparison/judge.ts';
import { type Cumulants, cumulants } from '../comparison/summary.ts';
import { modelNamed } from '../models/registry.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CaseClaim } from './claims.ts';

/** What the pilot says of a claim that can be tested. */
export interface Foresight {
  readonly claim: CaseClaim;
  /** Its share of the error rate, per side. */
  readonly tail: number;
  /** The comparison's tolerance of it. */
  readonly tolerance: number;
  /** The size of a level at planned size 1: not 1 where that is a scale of absolute sizes. */
  readonly unit: number;
  readonly limit: number;
  /** The mean is limit + first/size. */
  readonly first: number;
  /** One trial's variance at a size is variance (reference/size)^power. */
  readonly variance: number;
  readonly reference: number;
  readonly power: number;
  /** Third cumulant over the standard deviation cubed. */
  readonly skewness: number;
}

/** Trials of one size. */
export interface PlannedLevel {
  /** Or of absolute sizes a scale. */
  readonly size: number;
  readonly trials: number;
}

/** Of the power of the size by which variances fall, before anything is seen: between label noise and spectra. */
const usualPower = { mean: 1.5, deviation: 0.4 };

/** What the claims of a pilot lead to expect, those of every theory judged on their own; those that cannot be tested are `untested`. */
export function foresee(
  claims: readonly CaseClaim[],
  scenario: Scenario,
): { readonly tested: Foresight[]; readonly untested: { claim: CaseClaim; reason: string }[] } {
  const tested: Foresight[] = [];
  const untested: { claim: CaseClaim; reason: string }[] = [];
  const { comparison } = scenario;
  for (const theory of new Set(claims.map(({ by }) => by))) {
    const family = claims.filter(({ by }) => by === theory);
    const { judgements } = judge(family, comparison);
    const isTested = (i: number) => family[i]!.untested === undefined && judgements[i]!.method !== 'untested';
    const count = family.filter((_, i) => isTested(i)).length;
    const tail = comparison.alpha / 2 / Math.max(1, count) / 2;
    for (const [i, claim] of family.entries()) {
      if (isTested(i))
        tested.push({
          claim,
          tail,
          tolerance: comparison.tolerance,
          unit: unitOf(claim, scenario),
          ...lawOf(claim),
        });
      else untested.push({ claim, reason: claim.untested ?? judgements[i]!.reason });
    }
  }
  return { tested, untested };
}

function unitOf({ case: item }: CaseClaim, { model, simulation }: Scenario): number {
  return simulation?.sizes === null ? modelNamed(model).absoluteSize(item.point)! : 1;
}

type Law = Omit<Foresight, 'claim' | 'tail' | 'tolerance' | 'unit'>;

function lawOf({ levels }: Claim): Law {
  const found = levels.map(({ values }) => cumulants(values));
  const [small, large] = [found[0]!, found.at(-1)!];
  const [s, r] = [levels[0]!.size, levels.at(-1)!.size];
  const skewness = large.variance > 0 ? large.third / large.variance ** 1.5 : 0;
  const law = { variance: large.variance, reference: r, skewness };
  if (s === r) return { ...law, limit: large.mean, first: 0, power: 0 };
  const inverse = 1 / s - 1 / r;
  const slope = (small.mean - large.mean) / inverse;
  const noise = (small.variance / small.trials + large.variance / large.trials) / inverse ** 2;
  // A slope that may be chance counts the less (the positive part of James and Stein's estimate).
  const first = slope === 0 ? 0 : slope * Math.max(0, 1 - noise / slope ** 2);
  return { ...law, limit: large.mean - first / r, first, power: powerOf(small, large, r / s) };
}

/** The power of the size by which the variance falls, the usual one where chance decides. */
function powerOf(small: Cumulants, large: Cumulants, ratio: number): number {
  if (small.variance <= 0 || large.variance <= 0) return usualPower.mean;
  const found = Math.log(small.variance / large.variance) / Math.log(ratio);
  const noise = (2 / (small.trials - 1) + 2 / (large.trials - 1)) / Math.log(ratio) ** 2;
  const trust = usualPower.deviation ** 2 / (usualPower.deviation ** 2 + noise);
  return usualPower.mean + trust * (found - usualPower.mean);
}

/** What a run would find out about a claim. */
export interface Outlook {
  readonly evidence: Evidence;
  /** Half the width that would be reported, over the magnitude of the theory; Infinity where that is 0. */
  readonly width: number;
  /** The relative deviation of a theory that would be refuted with probability 0.9; Infinity where the theory is 0. */
  readonly sees: number;
  /** By how much the squared standard error would have to change to decide the claim: 1 or less where it is decided. */
  readonly need: number;
  /** The width that would decide the claim over this one, at most 1. */
  readonly nearness: number;
}

/** Standard errors beyond which one trial in ten lies. */
const upperTenth = 1.2816;

/** @param share  the part of the tolerance that the width is to keep within, to have room for what the pilot does not know */
export function outlookOf(foresight: Foresight, levels: readonly PlannedLevel[], share = 1): Outlook {
  const { tail, tolerance, claim } = foresight;
  const evidence = weigh(atSizes(foresight, levels), tail, expectedOf(foresight, levels));
  const { method, critical, law, extrapolationError, rounding } = evidence;
  // Probabilities have absolute tolerances, and intervals that never vanish.
  const theory = claim.proportion ? 1 : evidence.theory;
  const least = claim.proportion ? Math.log(1 / tail) / levels.at(-1)!.trials : 0;
  const error = Math.max(critical * law.standardError, least);
  const allowed = share * tolerance * Math.abs(theory);
  // One size agrees where it is within the tolerance already, and disagrees beyond all that its size could explain, or as such beyond the tolerance.
  const alone = method === 'single-size' || method === 'size';
  const away = alone ? Math.abs(evidence.difference) : 0;
  const refuted = method === 'size' ? tolerance * Math.abs(theory) : extrapolationError;
  const room = alone ? Math.max(allowed - away, share * (away - refuted)) : allowed - extrapolationError;
  if (error + extrapolationError <= 2 * rounding)
    return { evidence, width: 0, sees: 0, need: 0, nearness: 1 };
  const whole = error + (alone ? away : extrapolationError);
  const seen =
    error +
    upperTenth * law.standardError +
    (method === 'size' ? tolerance * Math.abs(theory) : extrapolationError);
  return {
    evidence,
    width: theory === 0 ? Number.POSITIVE_INFINITY : whole / Math.abs(theory),
    sees: theory === 0 ? Number.POSITIVE_INFINITY : seen / Math.abs(theory),
    need: room > 0 ? (error / room) ** 2 : Number.POSITIVE_INFINITY,
    nearness: Math.min(1, allowed / whole),
  };
}

/** The claim at other sizes; what rounding the ratios does to its theory is not foreseen. */
function atSizes({ claim, unit }: Foresight, sizes: readonly PlannedLevel[]): Claim {
  const { size: pilot, effectiveSize = pilot, theory } = claim.levels.at(-1)!;
  const levels = sizes
    .map(({ size }) => unit * size)
    .map((size) => ({
      size,
      effectiveSize: (effectiveSize / pilot) * size,
      draw: '',
      values: [],
      theory: claim.exact ? theory : (claim.theory ?? theory),
    }));
  const { id, exact, asSuch, proportion } = claim;
  const alone = asSuch || proportion;
  return { id, exact, ...(alone ? { asSuch: true } : {}), theory: claim.theory, levels };
}

function expectedOf(foresight: Foresight, levels: readonly PlannedLevel[]): Cumulants[] {
  const { limit, first, unit, skewness } = foresight;
  return levels.map(({ size, trials }) => {
    const deviation = deviationOf(foresight, size);
    const line = limit + first / (unit * size);
    const mean = foresight.claim.proportion ? Math.min(1, Math.max(0, line)) : line;
    return { trials, mean, variance: deviation ** 2, third: skewness * deviation ** 3 };
  });
}

/** Standard deviation of one trial at a planned size. */
export function deviationOf({ variance, reference, power, unit }: Foresight, size: number): number {
  return Math.sqrt(variance * (reference / (unit * size)) ** power);
}

import type { Origin } from './claim.ts';
import { type Evidence, width } from './evidence.ts';
import type { Excess } from './orderStatistics.ts';
import type { ProportionEvidence } from './proportion.ts';

/** What lies where, what theory is near to, and of what more would decide. */
const words: Readonly<
  Record<
    Origin,
    { readonly lies: string; readonly all: string; readonly exact: string; readonly drawn: string }
  >
> = {
  simulation: { lies: 'simulation lies', all: 'the simulation', exact: 'exact means', drawn: 'trials' },
  measurements: {
    lies: 'the measurements lie',
    all: 'the measurements',
    exact: 'their mean',
    drawn: 'measurements',
  },
};

/** One line that says why a claim got its verdict and, if it is undecided, what would decide it. */
export function reasonFor(
  evidence: Evidence,
  verdict: 'agree' | 'disagree' | 'undecided',
  tolerance: number,
  from: Origin = 'simulation',
): string {
  const { lies, all, exact } = words[from];
  const { method, difference, theory, levels } = evidence;
  const relative = (value: number): string =>
    theory === 0 ? value.toExponential(1) : percent(value / theory);
  if (method === 'size') return asSuch(evidence, verdict, { tolerance, relative, from });
  const where = method === 'exact' ? exact : method === 'ladder' ? 'limit' : `size ${levels[0]!.size}`;
  if (verdict === 'disagree') {
    const side = difference > 0 ? 'above' : 'below';
    return `${lies} ${relative(Math.abs(difference))} ${side} theory (${where}); ${relative(width(evidence))} can be explained`;
  }
  if (verdict === 'agree') {
    if (method === 'single-size') return `within ${percent(tolerance)} of the limit already at ${where}`;
    return `theory within ${relative(width(evidence))} of ${all} (${where})`;
  }
  return remedy(evidence, tolerance, { relative, from });
}

/** Of a theory that is taken as such at the largest size. */
function asSuch(
  { difference, theory, critical, law, levels, theoryError }: Evidence,
  verdict: 'agree' | 'disagree' | 'undecided',
  {
    tolerance,
    relative,
    from,
  }: {
    readonly tolerance: number;
    readonly relative: (value: number) => string;
    readonly from: Origin;
  },
): string {
  const away = Math.abs(difference);
  const off = `off by ${relative(away)} ± ${relative(law.standardError)} at size ${levels.at(-1)!.size}`;
  if (verdict === 'agree') return `${off}, within ${percent(tolerance)}`;
  if (verdict === 'disagree') return `${off}, tolerance ${percent(tolerance)}`;
  const room = Math.abs(away - tolerance * Math.abs(theory));
  if (critical * theoryError >= room)
    return `${off}, tolerance ${percent(tolerance)}: the estimate that theory follows from has ${relative(theoryError)} of it; more rows of data are needed`;
  return `${off}, tolerance ${percent(tolerance)}: ${times((critical * law.standardError) / room, words[from].drawn)}`;
}

/** @param errors  the error over what it may be */
function times(errors: number, drawn: string): string {
  const factor = errors ** 2;
  if (!(factor < 1e6)) return `no number of ${drawn} that can be had would decide it`;
  return `about ${factor < 10 ? factor.toFixed(1) : Math.ceil(factor)} times the ${drawn} are needed`;
}

/** What would turn `undecided` into a verdict. */
function remedy(
  evidence: Evidence,
  tolerance: number,
  { relative, from }: { readonly relative: (value: number) => string; readonly from: Origin },
): string {
  const { method, theory, critical, law, extrapolationError } = evidence;
  const { drawn } = words[from];
  if (theory === 0) return `theory is zero and ${drawn} are not: a relative tolerance cannot be met`;
  if (method === 'single-size')
    return 'one size cannot tell a finite-size effect from a wrong limit: add a larger one (simulation.sizes, or of absolute sizes simulation.scales), or judge at this size (comparison.claim: size)';
  const room = tolerance * Math.abs(theory) - extrapolationError;
  const found = `uncertain by ${relative(width(evidence))}, tolerance ${percent(tolerance)}`;
  if (2 * extrapolationError > tolerance * Math.abs(theory)) {
    return `${found}: larger sizes or one more are needed, finite-size terms alone allow ${relative(extrapolationError)}`;
  }
  return `${found}: ${times((critical * law.standardError) / room, drawn)}`;
}

export function reasonForProportion(
  { level, proportion, low, high, theory, verdict }: ProportionEvidence,
  tolerance: number,
): string {
  const share = (value: number) => `${Number((100 * value).toPrecision(3))} %`;
  const found = `${share(proportion)} of ${level.values.length} trials at size ${level.size}, that is ${share(low)} to ${share(high)}`;
  if (verdict === 'agree') return `${found}: within ${share(tolerance)} of theory`;
  if (verdict === 'disagree') return `${found}: theory says ${share(theory)}`;
  const inside = low <= theory && theory <= high;
  return `${found}, theory ${share(theory)}, tolerance ${share(tolerance)}: ${inside ? 'more trials are needed' : 'larger sizes are needed, or more trials'}`;
}

export function reasonForExcess({ size, mean, theory, from, share, trials }: Excess): string {
  const digits = (value: number) => Number(value.toPrecision(3));
  return `${percent(share)} of ${trials} trials at size ${size} are ${digits(from)} or more, of a mean of ${digits(theory)} at most ${percent(theory / from)} could be: it is ${digits(mean)} at least`;
}

function percent(ratio: number): string {
  const value = 100 * Math.abs(ratio);
  return `${value < 0.01 ? value.toExponential(1) : Number(value.toPrecision(2))} %`;
}

import type { Origin } from './claim.ts';
import { type Evidence, width } from './evidence.ts';

/** What lies where, what theory is near to, and of what more would decide. */
const words: Readonly<
  Record<Origin, { readonly lies: string; readonly all: string; readonly exact: string }>
> = {
  simulation: { lies: 'simulation lies', all: 'the simulation', exact: 'exact means' },
  measurements: { lies: 'the measurements lie', all: 'the measurements', exact: 'their mean' },
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

/** What would turn `undecided` into a verdict. */
function remedy(
  evidence: Evidence,
  tolerance: number,
  { relative, from }: { readonly relative: (value: number) => string; readonly from: Origin },
): string {
  const { method, theory, critical, law, extrapolationError } = evidence;
  const drawn = from === 'simulation' ? 'trials' : 'measurements';
  if (theory === 0) return `theory is zero and ${drawn} are not: a relative tolerance cannot be met`;
  if (method === 'single-size')
    return 'one size cannot tell a finite-size effect from a wrong limit: add a larger size';
  const room = tolerance * Math.abs(theory) - extrapolationError;
  const found = `uncertain by ${relative(width(evidence))}, tolerance ${percent(tolerance)}`;
  if (2 * extrapolationError > tolerance * Math.abs(theory)) {
    return `${found}: larger sizes or one more are needed, finite-size terms alone allow ${relative(extrapolationError)}`;
  }
  const factor = ((critical * law.standardError) / room) ** 2;
  return `${found}: about ${factor < 10 ? factor.toFixed(1) : Math.ceil(factor)} times the ${drawn} are needed`;
}

function percent(ratio: number): string {
  const value = 100 * Math.abs(ratio);
  return `${value < 0.01 ? value.toExponential(1) : Number(value.toPrecision(2))} %`;
}

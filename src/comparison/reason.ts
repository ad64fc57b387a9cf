import { type Evidence, width } from './evidence.ts';

/** One line that says why a claim got its verdict and, if it is undecided, what would decide it. */
export function reasonFor(
  evidence: Evidence,
  verdict: 'agree' | 'disagree' | 'undecided',
  tolerance: number,
): string {
  const { method, difference, theory, levels } = evidence;
  const relative = (value: number): string =>
    theory === 0 ? value.toExponential(1) : percent(value / theory);
  const where =
    method === 'exact' ? 'exact means' : method === 'ladder' ? 'limit' : `size ${levels[0]!.size}`;
  if (verdict === 'disagree') {
    const side = difference > 0 ? 'above' : 'below';
    return `simulation lies ${relative(Math.abs(difference))} ${side} theory (${where}); ${relative(width(evidence))} can be explained`;
  }
  if (verdict === 'agree') {
    if (method === 'single-size') return `within ${percent(tolerance)} of the limit already at ${where}`;
    return `theory within ${relative(width(evidence))} of the simulation (${where})`;
  }
  return remedy(evidence, tolerance, relative);
}

/** What would turn `undecided` into a verdict. */
function remedy(evidence: Evidence, tolerance: number, relative: (value: number) => string): string {
  const { method, theory, critical, law, extrapolationError } = evidence;
  if (theory === 0) return 'theory is zero and trials are not: a relative tolerance cannot be met';
  if (method === 'single-size')
    return 'one size cannot tell a finite-size effect from a wrong limit: add a larger size';
  const room = tolerance * Math.abs(theory) - extrapolationError;
  const found = `uncertain by ${relative(width(evidence))}, tolerance ${percent(tolerance)}`;
  if (2 * extrapolationError > tolerance * Math.abs(theory)) {
    return `${found}: larger sizes or one more are needed, finite-size terms alone allow ${relative(extrapolationError)}`;
  }
  const factor = ((critical * law.standardError) / room) ** 2;
  return `${found}: about ${factor < 10 ? factor.toFixed(1) : Math.ceil(factor)} times the trials are needed`;
}

function percent(ratio: number): string {
  const value = 100 * Math.abs(ratio);
  return `${value < 0.01 ? value.toExponential(1) : Number(value.toPrecision(2))} %`;
}

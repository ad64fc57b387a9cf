/** How each form is computed: one function each, which is prepared once from the tree and then evaluated often. */
import type { Estimate } from '../numerics/adaptive.ts';
import { bracketedRoot } from '../numerics/bracketedRoot.ts';
import { evenGrid, prepareCuts } from './cuts.ts';
import { derived } from './derivative.ts';
import { Gap } from './gap.ts';
import { differentiated, limitOf } from './limits.ts';
import { namedProx } from './prox.ts';
import { definiteIntegral, farthest, gaussianGrid, gaussianMean } from './quadrature.ts';
import { type Compile, type FormEvaluator, functionOf, type Run, samplesOf } from './run.ts';
import { type FormName, type FormTree, isComplex } from './tree.ts';

/** Prepares a form whose parts are evaluated by what `compile` makes of them. */
export function prepareForm(form: FormTree, compile: Compile): FormEvaluator {
  return preparations[form.name](form, compile);
}

const preparations: Readonly<Record<FormName, (form: FormTree, compile: Compile) => FormEvaluator>> = {
  gauss: prepareGauss,
  integral: prepareIntegral,
  root: prepareRoot,
  limit: prepareLimit,
  prox: prepareProx,
  spectrum: prepareSpectrum,
  difference: prepareDifference,
  derivative: (form, compile) => {
    const value = compile(form.parts[0]!);
    return (values, run) => exactly(value(values, run));
  },
};

const exactly = (value: number): Estimate => ({ value, error: 2 * Number.EPSILON * Math.abs(value) });

function prepareGauss(form: FormTree, compile: Compile): FormEvaluator {
  const { slot } = form.variables[0]!;
  const body = compile(form.parts[0]!);
  const cuts = prepareCuts(form.parts[0]!, slot, () => gaussianGrid, compile);
  return (values, run) =>
    gaussianMean(functionOf(body, slot, values, run), cuts(values, run, [-farthest, farthest]));
}

function prepareIntegral(form: FormTree, compile: Compile): FormEvaluator {
  const { slot } = form.variables[0]!;
  const [body, first, last] = form.parts.map(compile);
  const cuts = prepareCuts(form.parts[0]!, slot, evenGrid, compile);
  return (values, run) => {
    const ends = [first!(values, run), last!(values, run)] as const;
    if (ends.some(Number.isNaN)) throw new Gap('an end of the integral is not defined');
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    return definiteIntegral(functionOf(body!, slot, values, run), ends, cuts(values, run, [low, high]));
  };
}

/** Points at which signs are compared before a root is sought. */
const bracketPoints = 48;

function prepareRoot(form: FormTree, compile: Compile): FormEvaluator {
  const { slot, name } = form.variables[0]!;
  const [body, first, last] = form.parts.map(compile);
  return (values, run) => {
    const [a, b] = [first!(values, run), last!(values, run)];
    if (!Number.isFinite(a) || !Number.isFinite(b))
      throw new Gap(`root needs finite ends, not ${a} and ${b}`);
    const f = functionOf(body!, slot, values, run);
    const bracket = bracketOf(f, [a, b], name);
    const x = bracketedRoot(f, bracket);
    const around = Math.max(...bracket.map((end) => Math.abs(f(end))));
    if (!(Math.abs(f(x)) <= around)) throw new Gap(`it changes its sign at a pole, ${name} = ${x}`);
    return exactly(x);
  };
}

/** The only two neighbours of an even grid between which f changes its sign. */
function bracketOf(
  f: (x: number) => number,
  [a, b]: readonly [number, number],
  name: string,
): [number, number] {
  const points = Array.from({ length: bracketPoints + 1 }, (_, i) => a + ((b - a) * i) / bracketPoints);
  const defined = points.flatMap((x) => {
    const value = f(x);
    return Number.isFinite(value) ? [{ x, sign: Math.sign(value) }] : [];
  });
  const zeros = defined.filter(({ sign }) => sign === 0);
  const brackets: [number, number][] = zeros.map(({ x }) => [x, x]);
  for (let i = 0; i + 1 < defined.length; i++)
    if (defined[i]!.sign * defined[i + 1]!.sign < 0) brackets.push([defined[i]!.x, defined[i + 1]!.x]);
  if (brackets.length === 1) return brackets[0]!;
  const count =
    brackets.length === 0 ? 'does not change its sign' : `changes its sign ${brackets.length} times`;
  throw new Gap(`it ${count} between ${name} = ${a} and ${b}: root needs a bracket with one change of sign`);
}

function prepareLimit(form: FormTree, compile: Compile): FormEvaluator {
  const { slot } = form.variables[0]!;
  const place = compile(form.parts[1]!);
  return (values, run) => {
    const x0 = place(values, run);
    if (Number.isNaN(x0)) throw new Gap('the place of the limit is not defined');
    return limitOf(samplesOf(form.parts[0]!, slot, values, run), x0);
  };
}

function prepareDifference(form: FormTree, compile: Compile): FormEvaluator {
  const { slot, name } = form.variables[0]!;
  const [body, place] = form.parts.map(compile);
  // Of complex values each part is differentiated, whose rounding errors nobody counts.
  const sampled = (values: Float64Array, run: Run) => {
    if (!isComplex(form)) return samplesOf(form.parts[0]!, slot, values, run);
    const f = functionOf(body!, slot, values, run);
    return (x: number) => exactly(f(x));
  };
  return (values, run) => {
    const x = place!(values, run);
    const before = values[slot]!;
    try {
      return differentiated(sampled(values, run), x);
    } catch (error) {
      throw error instanceof Gap && error.constructor === Gap
        ? new Gap(`derivative by ${name}: ${error.message}`)
        : error;
    } finally {
      // It is a name of its surroundings, too.
      values[slot] = before;
    }
  };
}

function prepareProx(form: FormTree, compile: Compile): FormEvaluator {
  if (form.loss !== undefined) {
    const prox = namedProx[form.loss]!;
    const [omega, v] = form.parts.map(compile);
    return (values, run) => {
      const strength = v!(values, run);
      checkStrength(strength);
      return exactly(prox(omega!(values, run), strength));
    };
  }
  const variable = form.variables[0]!;
  const [, omega, v] = form.parts.map(compile);
  const slope = compile(derived(form.parts[0]!, variable));
  return (values, run) => {
    const [centre, strength] = [omega!(values, run), v!(values, run)];
    checkStrength(strength);
    return exactly(generalProx(functionOf(slope, variable.slot, values, run), centre, strength));
  };
}

function checkStrength(v: number): void {
  if (!(v >= 0)) throw new Gap(`prox needs V ≥ 0, not ${v}`);
}

/** The root of x + V ℓ′(x) − ω, which increases; between ω and ω − V ℓ′(ω). A kink of ℓ is a jump of ℓ′, and may be it. */
function generalProx(slope: (x: number) => number, omega: number, v: number): number {
  if (v === 0) return omega;
  const g = (x: number): number => {
    const value = slope(x);
    // At a kink itself any slope between those of both sides will do.
    return x - omega + v * (Number.isNaN(value) ? slope(x + 1e-12 * Math.max(1, Math.abs(x))) : value);
  };
  const start = g(omega);
  if (start === 0) return omega;
  let width = -start;
  for (let i = 0; i < 60 && Math.sign(g(omega + width)) === Math.sign(start); i++) width *= 2;
  const x = bracketedRoot(g, [omega, omega + width]);
  if (Number.isFinite(x)) return x;
  throw new Gap('prox: the loss is not convex, or not defined between ω and its prox');
}

/** Σ share · expr(s, power/share), per parameter; expr is linear in v, so that eigenspaces without parameters count, too. */
function prepareSpectrum(form: FormTree, compile: Compile): FormEvaluator {
  const [s, v] = form.variables;
  const body = compile(form.parts[0]!);
  return (values, run) => {
    const population = run.host.spectrum;
    if (!population) throw new Gap('the model has no spectrum at this point');
    let total = 0;
    let magnitude = 0;
    run.budget.spend(2 * population.eigenvalues.length);
    for (const [i, eigenvalue] of population.eigenvalues.entries()) {
      values[s!.slot] = eigenvalue;
      values[v!.slot] = 0;
      const constant = body(values, run);
      values[v!.slot] = 1;
      const term = population.shares[i]! * constant + population.powers[i]! * (body(values, run) - constant);
      total += term;
      magnitude += Math.abs(term);
    }
    if (!Number.isFinite(total)) throw new Gap('spectrum: the expression is not defined at an eigenvalue');
    return { value: total, error: 4 * Number.EPSILON * magnitude };
  };
}

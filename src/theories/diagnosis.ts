/**
 * Which of the usual slips (slips.ts) make a refuted formula equal to the engine's prediction at every tested point, and where
 * those that all do can be told apart.
 */
import { InputError, show } from '../errors.ts';
import type { Parameter, Point } from '../parts/parameter.ts';
import { pointsAround } from './nearby.ts';
import { replacedAt, type Slip, slipsFor, valueAt } from './slips.ts';

/** A refuted formula, and the engine. */
export interface Refuted {
  /** What the formula claims to be. */
  readonly quantity: string;
  /** Where it was tested; words such as `optimal` replaced by their numbers. */
  readonly points: readonly Point[];
  /** All parameters of the model, for their domains. */
  readonly parameters: readonly Parameter[];
  /**
   * The formula with these values of its parameters, null where it has none. What the model supplies beyond parameters, as
   * engineKappa, is that of the tested point `at`: a slip changes what the formula's symbols stand for, not the problem.
   */
  readonly claimAt: (values: Point, at: Point) => number | null;
  /** What the engine predicts, null where it has no value. It throws InputError for parameters that do not go together. */
  readonly engineAt: (point: Point, quantity: string) => number | null;
  /** What sentences call it: formula unless given. */
  readonly form?: string;
  /** Half a unit of the last decimal of values that are given rounded; 0 unless given. */
  readonly rounding?: number;
}

export interface Diagnosis {
  /** All that fit; none where the formula is right, or wrong in another way. */
  readonly slips: readonly { readonly name: string; readonly sentence: string }[];
  /** Tested points at which the engine has a value: a slip has to fit at all of them. */
  readonly points: number;
  /** Null where fewer than two slips fit, or these are the same near the tested points. */
  readonly tellApart: TellApart | null;
}

export interface TellApart {
  /** Near a tested point, within the domains of the parameters. */
  readonly point: Point;
  /** Names of the slips that fit there, too; none: the formula is wrong in another way. */
  readonly fitting: readonly string[];
  /** The largest difference between two slips of (f − e)/(|f| + |e|), formula f and engine e as the slip reads them. */
  readonly difference: number;
  readonly sentence: string;
}

/** Of formula and engine where they agree. */
const tolerance = 1e-6;
/** In units of the largest value of the engine, for values that are zero but for rounding. */
const negligible = 1e-12;

/**
 * The slips that explain why the formula was refuted. Formula f and engine e agree where |f − e| ≤ 10⁻⁶|e| + rounding. Slips that
 * change neither f nor e by more than that at any tested point do not count.
 *
 * @throws {InputError} for a rounding that is negative or not finite
 */
export function diagnose(refuted: Refuted): Diagnosis {
  const { quantity, points, rounding = 0, form = 'formula' } = refuted;
  if (!(rounding >= 0 && rounding < Number.POSITIVE_INFINITY))
    throw new InputError(`rounding: ${show(rounding)} is out of range; expected a number >= 0`);
  const tested = points.flatMap((point): Tested[] => {
    const engine = refuted.engineAt(point, quantity);
    return engine === null ? [] : [{ point, engine, formula: refuted.claimAt(point, point) }];
  });
  const scale = Math.max(...tested.map(({ engine }) => Math.abs(engine)));
  const near: Near = (a, b) => Math.abs(a - b) <= tolerance * Math.abs(b) + negligible * scale + rounding;
  const isRight = tested.every(({ formula, engine }) => formula !== null && near(formula, engine));
  const fitting = isRight ? [] : slipsFor(quantity, form).filter((slip) => fits(slip, refuted, tested, near));
  return {
    slips: fitting.map(({ name, mistake, remedy }) => ({
      name,
      sentence: `${mistake}: the ${form} agrees with the engine at every tested point ${remedy}`,
    })),
    points: tested.length,
    tellApart: fitting.length < 2 ? null : tellApart(fitting, refuted),
  };
}

type Near = (a: number, b: number) => boolean;

/** Formula and engine at a point. */
interface Sides {
  readonly formula: number;
  readonly engine: number;
}

interface Tested {
  readonly point: Point;
  readonly engine: number;
  readonly formula: number | null;
}

/** Whether both sides, as the slip reads them, agree at all points, and one has changed at some. */
function fits(slip: Slip, refuted: Refuted, tested: readonly Tested[], near: Near): boolean {
  let changed = false;
  for (const { point, engine, formula } of tested) {
    const sides = sidesOf(slip, refuted, point);
    if (sides === null || !near(sides.formula, sides.engine)) return false;
    changed ||= formula === null || !near(sides.formula, formula) || !near(sides.engine, engine);
  }
  return changed;
}

/** Null where the slip does not apply, or a side has no value. */
function sidesOf(slip: Slip, { claimAt, engineAt }: Refuted, point: Point): Sides | null {
  const values = replacedAt(point, slip.replaced);
  const added = valueAt(slip.added, point);
  const asked = replacedAt(point, slip.asked);
  if (values === null || added === null || asked === null) return null;
  try {
    const formula = claimAt(values, point);
    const engine = engineAt(asked, slip.quantity);
    if (formula === null || engine === null) return null;
    return { formula: formula + added, engine: slip.factor * engine };
  } catch (error) {
    // Parameters that were changed one by one need not go together.
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Pairs of slips whose differences are above this can be told apart. */
const visible = 10 * tolerance;

interface Outcome {
  readonly point: Point;
  readonly sides: readonly Sides[];
  /** Pairs of slips that can be told apart. */
  readonly apart: number;
  /** Over all pairs of slips. */
  readonly sum: number;
  readonly largest: number;
}

/** The point near the tested ones at which the most pairs of slips can be told apart, and of such where they differ the most. */
function tellApart(slips: readonly Slip[], refuted: Refuted): TellApart | null {
  const pairs = (slips.length * (slips.length - 1)) / 2;
  let best: Outcome | null = null;
  for (const candidates of pointsAround(refuted.points, refuted.parameters)) {
    for (const point of candidates) {
      const outcome = outcomeAt(point, slips, refuted);
      if (outcome === null || outcome.apart === 0) continue;
      if (
        best === null ||
        outcome.apart > best.apart ||
        (outcome.apart === best.apart && outcome.sum > best.sum)
      )
        best = outcome;
    }
    if (best?.apart === pairs) break;
  }
  return best && told(best, slips, refuted);
}

function outcomeAt(point: Point, slips: readonly Slip[], refuted: Refuted): Outcome | null {
  const sides = slips.map((slip) => sidesOf(slip, refuted, point));
  if (!sides.every((each) => each !== null)) return null;
  const errors = sides.map(({ formula, engine }) =>
    formula === engine ? 0 : (formula - engine) / (Math.abs(formula) + Math.abs(engine)),
  );
  const differences = errors.flatMap((a, i) => errors.slice(i + 1).map((b) => Math.abs(a - b)));
  return {
    point,
    sides,
    apart: differences.filter((difference) => difference > visible).length,
    sum: differences.reduce((a, b) => a + b),
    largest: Math.max(...differences),
  };
}

function told(
  { point, sides, largest }: Outcome,
  slips: readonly Slip[],
  { points, parameters, form = 'formula' }: Refuted,
): TellApart {
  const fitting = slips
    .filter((_, i) => {
      const { formula, engine } = sides[i]!;
      return Math.abs(formula - engine) <= tolerance * Math.abs(engine);
    })
    .map(({ name }) => name);
  const values = parameters
    .filter(({ name }) => points.some((tested) => tested[name] !== point[name]))
    .map(({ name }) => `${name} = ${point[name]}`);
  const found =
    fitting.length === 0
      ? `none of them fits: the ${form} is wrong in another way`
      : `of them only ${fitting.join(' and ')} ${fitting.length === 1 ? 'fits' : 'fit'}`;
  return {
    point,
    fitting,
    difference: largest,
    sentence: `all of these fit the tested points; at ${values.join(', ')} ${found}`,
  };
}

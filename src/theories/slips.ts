/**
 * The usual slips between a formula and the engine, as data: conventions for the ridge, ratios upside down, standard deviations
 * for variances, one error for another, and terms that were left out. Each says how formula and engine are to be read so that
 * they agree.
 */
import { compile } from '../expressions/evaluate.ts';
import { namesIn, parseExpression } from '../expressions/expression.ts';
import { functionVocabulary } from '../expressions/vocabulary.ts';
import type { Point } from '../parts/parameter.ts';

/** Parameters by name, and the expressions whose values they are given instead of their own. */
type Replacement = Readonly<Record<string, string>>;

export interface Slip {
  /** As short as possible: `ridge → ridge/psi1`. */
  readonly name: string;
  /** What went wrong, for people. */
  readonly mistake: string;
  /** When formula and engine agree: "when …". */
  readonly remedy: string;
  /** Of the formula's parameters. */
  readonly replaced: Replacement;
  /** An expression in the parameters that is added to the formula. */
  readonly added: string;
  /** Of the parameters that the engine is asked at. */
  readonly asked: Replacement;
  /** The formula is held against that many times this quantity of the engine. */
  readonly factor: number;
  readonly quantity: string;
}

/** What the ridge is multiplied by between conventions: of sums and means over samples or parameters, of a half in front. */
const ridgeFactors = ['2', 'psi1', 'psi2', 'psi1*psi2', 'gamma', 'alpha', 'n', 'd', 'dimension'];
const ratios = ['gamma', 'alpha'];
const errors = ['excessRisk', 'testError'];
/** Powers of the labels that linear functions of the inputs do not explain. */
const unexplained = ['noise', 'nonlinear'];

/**
 * All slips that a formula for the quantity may hold; which of them apply to a point depends on the parameters that it has.
 *
 * @param form what people call the formula
 */
export function slipsFor(quantity: string, form: string): Slip[] {
  const plain = { replaced: {}, added: '0', asked: {}, factor: 1, quantity };
  return [...inputSlips(form), ...termSlips(quantity, form), ...outputSlips(quantity, form)].map((slip) => ({
    ...plain,
    ...slip,
  }));
}

type Change = Pick<Slip, 'name' | 'mistake' | 'remedy'> & Partial<Slip>;

/** A parameter of the formula is replaced by `by`, so that what it calls by the name is the engine's `meant`. */
function convention(name: string, by: string, meant: string): Change {
  return {
    name: `${name} → ${by}`,
    mistake: `${name} stands for ${meant} in the engine's convention`,
    remedy: `when ${name} is replaced by ${by}`,
    replaced: { [name]: by },
  };
}

function inputSlips(form: string): Change[] {
  const ridges = ridgeFactors.flatMap((factor) => {
    const [product, quotient] = [`ridge*${factor}`, `ridge/${factor.includes('*') ? `(${factor})` : factor}`];
    return [convention('ridge', product, quotient), convention('ridge', quotient, product)];
  });
  return [
    ...ridges,
    ...ratios.map((ratio) => convention(ratio, `1/${ratio}`, `1/${ratio}`)),
    {
      name: 'psi1 ↔ psi2',
      mistake: 'psi1 and psi2 have changed places',
      remedy: 'when psi1 is replaced by psi2 and psi2 by psi1',
      replaced: { psi1: 'psi2', psi2: 'psi1' },
    },
    {
      ...convention('noise', 'sqrt(noise)', 'noise^2'),
      mistake: `noise is the standard deviation in the ${form}, and the variance in the engine`,
    },
    {
      ...convention('noise', 'noise^2', 'sqrt(noise)'),
      mistake: `the ${form} takes a square root of noise, which is the variance, where the engine has noise itself`,
    },
  ];
}

/** Terms that are left out, or are one too many, at the end or throughout. */
function termSlips(quantity: string, form: string): Change[] {
  const terms = unexplained.flatMap((term): Change[] => [
    {
      name: `+ ${term}`,
      mistake: `the term ${term} was left out`,
      remedy: `when ${term} is added to it`,
      added: term,
    },
    {
      name: `− ${term}`,
      mistake: `the term ${term} is one too many`,
      remedy: `when ${term} is subtracted from it`,
      added: `-${term}`,
    },
    {
      name: `${term} → 0`,
      mistake: `the ${form} has terms in ${term} that ${quantity} has not`,
      remedy: `when ${term} is replaced by 0`,
      replaced: { [term]: '0' },
    },
    {
      name: `engine at ${term} 0`,
      mistake: `the ${form} leaves out what ${term} does`,
      remedy: `when the engine is asked at ${term} 0`,
      asked: { [term]: '0' },
    },
  ]);
  const inside: Change = {
    name: 'noise → noise + nonlinear',
    mistake: `nonlinear acts as noise, too, which the ${form} leaves out`,
    remedy: 'when noise is replaced by noise + nonlinear',
    replaced: { noise: 'noise + nonlinear' },
  };
  // The test error is the excess risk and the noise: these are slips of the output.
  const same: Readonly<Record<string, string>> = { testError: '+ noise', excessRisk: '− noise' };
  return [...terms.filter(({ name }) => name !== same[quantity]), inside];
}

/** Another error than the one that was claimed, or with another factor in front. */
function outputSlips(quantity: string, form: string): Change[] {
  const others = errors.includes(quantity) ? errors : [quantity];
  const factors = [1, 0.5, 2].map((factor) => ({
    factor,
    text: (name: string) => ({ 1: name, 0.5: `${name}/2`, 2: `2*${name}` })[factor]!,
  }));
  return others.flatMap((other) =>
    factors
      .filter(({ factor }) => factor !== 1 || other !== quantity)
      .map(({ factor, text }) => ({
        name: text(other),
        mistake: `the ${form} is one for ${text(other)}, not ${quantity}`,
        remedy: `when it is held against ${text(other)}`,
        factor,
        quantity: other,
      })),
  );
}

/** All that the expressions above speak of. */
const names = ['ridge', ...unexplained, ...ratios, 'psi1', 'psi2', 'n', 'd', 'dimension'];

interface Compiled {
  readonly used: readonly string[];
  readonly value: (values: ArrayLike<number>) => number;
}

const compiled = new Map<string, Compiled>();

function compiledOf(text: string): Compiled {
  let found = compiled.get(text);
  if (found === undefined) {
    const expression = parseExpression(text, functionVocabulary(names));
    found = { used: namesIn(expression), value: compile(expression) };
    compiled.set(text, found);
  }
  return found;
}

/** The value of an expression of a slip; null where the point has not all of its parameters, or it has no finite value. */
export function valueAt(text: string, point: Point): number | null {
  const { used, value } = compiledOf(text);
  if (used.some((name) => typeof point[name] !== 'number')) return null;
  const result = value(names.map((name) => Number(point[name])));
  return Number.isFinite(result) ? result : null;
}

/** The point with the parameters replaced; null where it has not all of them, or the replacements have no value. */
export function replacedAt(point: Point, replaced: Replacement): Point | null {
  const changes = Object.entries(replaced).map(([name, text]) => [name, valueAt(text, point)] as const);
  if (changes.some(([name, value]) => value === null || typeof point[name] !== 'number')) return null;
  return { ...point, ...(Object.fromEntries(changes) as Point) };
}

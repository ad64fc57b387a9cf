/**
 * A ridge that is an expression in the other parameters of its point, `n^-0.5` or `gamma*noise`: worked out point by point. A ladder of sizes
 * is of one point, and keeps the ridge that its point has, in n as it is given there.
 */
import { InputError } from '../errors.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { namesIn, parseExpression } from '../expressions/expression.ts';
import { functionVocabulary } from '../expressions/vocabulary.ts';
import { isInDomain, type NumberParameter, type Parameter, type Point } from '../parts/parameter.ts';

/** What of a model a ridge may be an expression in. */
interface Owner {
  readonly parameters: readonly Parameter[];
  readonly ratios?: (point: Point) => Readonly<Record<string, number>>;
}

/** The point with the number in the place of an expression; itself where its ridge is a number or a word. @throws {InputError} where it has no value */
export function withRidge({ parameters, ratios }: Owner, point: Point): Point {
  const { ridge: text } = point;
  const parameter = parameters.find((each): each is NumberParameter => each.name === 'ridge');
  const names = parameter?.expression;
  if (typeof text !== 'string' || !names || parameter.words?.includes(text)) return point;
  const expression = parseExpression(text, functionVocabulary(names));
  const given = (name: string) => (typeof point[name] === 'number' ? point[name] : undefined);
  const known: Readonly<Record<string, number>> = namesIn(expression).some(
    (name) => given(name) === undefined,
  )
    ? (ratios?.(point) ?? {})
    : {};
  const values = names.map((name) => given(name) ?? known[name]);
  const absent = namesIn(expression).filter((name) => values[names.indexOf(name)] === undefined);
  if (absent.length > 0) {
    const there = names.filter((_, i) => values[i] !== undefined);
    throw new InputError(
      `ridge ${text} needs ${absent.join(' and ')}, which this point has not; expected an expression in ${there.join(', ')}`,
    );
  }
  const { value, gap } = evaluate(
    expression,
    values.map((each) => each ?? Number.NaN),
  );
  const at = namesIn(expression).map((name) => `${name} = ${values[names.indexOf(name)]}`);
  const where = at.length > 0 ? ` at ${at.join(', ')}` : '';
  if (value === undefined) throw new InputError(`ridge ${text} has no value${where}: ${gap}`);
  if (!isInDomain(value, parameter))
    throw new InputError(
      `ridge ${text} is ${value}${where}; expected a number from ${parameter.minimum} to ${parameter.maximum}`,
    );
  return { ...point, ridge: value };
}

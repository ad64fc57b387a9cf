/**
 * What is given of a problem's parameters, checked and completed by defaults: the same for a scenario file, the command line and
 * the library.
 */
import { InputError } from '../errors.ts';
import { mayBeAbsent, type Parameter } from '../parts/parameter.ts';
import { parameterHint } from '../words/aliases.ts';
import { type Axis, checkPointCount, countValues, parseValues, validText } from './values.ts';

/** Whose parameters are read, and how errors about them are worded and taken. */
export interface Reading {
  readonly owner: string;
  readonly parameters: readonly Parameter[];
  /** What messages call the parameter. */
  readonly label: (name: string) => string;
  /** Takes an error about a parameter and, where it is a list, about one of its items. */
  readonly complain: (message: string, name: string, item?: number) => void;
}

/**
 * The values of every parameter: those given, in the order in which they are, so that the last one varies fastest; then the others' defaults,
 * if they have any. What is complained of is left out.
 *
 * @param given numbers, texts of the grammar of values, or lists of these, by name
 * @throws {InputError} for too many points, before there are any
 */
export function readAxes(given: ReadonlyMap<string, unknown>, reading: Reading): Axis[] {
  const { owner, parameters, label, complain } = reading;
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const name of given.keys()) {
    if (byName.has(name)) continue;
    const hint = parameterHint(name, [...byName.keys()], label);
    const valid = [...byName.keys()].map(label).join(', ');
    complain(
      `${label(name)} is not a parameter of ${owner}${hint ? `; did you mean ${hint}?` : ''} (valid: ${valid})`,
      name,
    );
  }
  const known = [...given.keys()].filter((name) => byName.has(name));
  checkPointCount(known.map((name) => [name, countValues(given.get(name), byName.get(name)!)]));
  return [...new Set([...known, ...byName.keys()])].flatMap((name) => {
    const parameter = byName.get(name)!;
    if (given.has(name)) return readAxis(given.get(name), parameter, reading);
    if (parameter.default !== undefined) return [{ name, values: [parameter.default] }];
    if (!mayBeAbsent(parameter, (other) => given.has(other)))
      complain(`${label(name)} is missing; expected ${parameter.meaning}: ${validText(parameter)}`, name);
    return [];
  });
}

function readAxis(source: unknown, parameter: Parameter, { label, complain }: Reading): Axis[] {
  const { name } = parameter;
  const parsed = (each: unknown, item?: number) => {
    try {
      return [{ name, values: parseValues(each, parameter, label(name)) }];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain(error.message, name, item);
      return [];
    }
  };
  // Of a list every item by itself, so that each error is known to be about one of them; then whether they are distinct.
  const items = Array.isArray(source) ? source.flatMap((item, i) => parsed([item], i)) : [];
  return Array.isArray(source) && items.length < source.length ? [] : parsed(source);
}

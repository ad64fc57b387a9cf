/**
 * The grammar of parameter values, the same in scenario files and on the command line:
 *
 *     values = item | item,item,...          in YAML also a list of items
 *     item   = number | text | linspace(a,b,n) | logspace(a,b,n) | expression, where the parameter takes any
 *
 * a and b are the end points themselves, also of logspace; n counts the values with both ends. Commas inside
 * parentheses separate nothing. Texts that own their commas (blocks) are always one value.
 */
import { InputError, nearest, show } from '../errors.ts';
import { parseExpression } from '../expressions/expression.ts';
import { functionVocabulary } from '../expressions/vocabulary.ts';
import { isDecimal } from '../parts/decimal.ts';
import {
  type ChoiceParameter,
  isInDomain,
  type NumberParameter,
  type Parameter,
  type Point,
  type TextParameter,
} from '../parts/parameter.ts';

export type Value = number | string;

/** One parameter and the values it takes; one that has several varies over the scan. */
export interface Axis {
  readonly name: string;
  readonly values: readonly Value[];
}

/** More points than this are a slip of the pen, not a scan. */
const maximumPoints = 200_000;

/**
 * The values of one parameter as a scenario or a command line gives them: distinct, at least one, each in the
 * parameter's domain.
 *
 * @param source a number, a text of the grammar above, or a list of these
 * @param label what messages call the parameter
 * @throws {InputError} without a place: the offending value and what is valid
 */
export function parseValues(source: unknown, parameter: Parameter, label: string = parameter.name): Value[] {
  try {
    const parts = partsOf(source, parameter);
    if (parts.length === 0) throw wrong([], 'has no values', validText(parameter));
    const count = countParts(parts, parameter);
    if (count > maximumPoints) throw wrong(source, `stands for ${count} values`, `at most ${maximumPoints}`);
    const values = parts.flatMap((part) => parsePart(part, parameter));
    checkDistinct(values);
    return values;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${label}: ${error.message}`);
  }
}

/** How many values the source stands for, known before there are any; 1 where it cannot be read. */
export function countValues(source: unknown, parameter: Parameter): number {
  try {
    return countParts(partsOf(source, parameter), parameter);
  } catch (error) {
    if (error instanceof InputError) return 1;
    throw error;
  }
}

/** Every combination of the axes' values; the last axis varies fastest. @throws {InputError} for more than 200,000. */
export function expandPoints(axes: readonly Axis[]): Point[] {
  checkPointCount(axes.map(({ name, values }) => [name, values.length]));
  let points: Point[] = [{}];
  for (const { name, values } of axes) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return points;
}

/** @throws {InputError} when the product of the counts is more than 200,000 points */
export function checkPointCount(counts: readonly (readonly [name: string, count: number])[]): void {
  const product = counts.reduce((sofar, [, count]) => sofar * count, 1);
  if (product <= maximumPoints) return;
  const factors = counts.filter(([, count]) => count > 1).map(([name, count]) => `${name} ${count}`);
  throw new InputError(
    `${product} points (${factors.join(' x ')}) are too many; at most ${maximumPoints} are allowed`,
  );
}

/** What a parameter accepts, as the end of an error message. */
export function validText(parameter: Parameter): string {
  if (parameter.kind === 'text') return parameter.valid;
  if (parameter.kind === 'choice') return `one of ${parameter.choices.join(', ')}`;
  const words = parameter.words ? `, or ${parameter.words.join(', ')}` : '';
  const { expression } = parameter;
  const formula = expression ? `, or an expression in ${expression.join(', ')}` : '';
  return `${domainText(parameter)}, a list 1,2,3, linspace(a,b,n) or logspace(a,b,n)${words}${formula}`;
}

function wrong(value: unknown, problem: string, expected: string): InputError {
  return new InputError(`${show(value)} ${problem}; expected ${expected}`);
}

function domainText({ minimum, maximum = Infinity, exclusive, whole }: NumberParameter): string {
  const number = whole ? 'a whole number' : 'a number';
  if (Number.isFinite(minimum + maximum) && !exclusive) return `${number} from ${minimum} to ${maximum}`;
  const lower = Number.isFinite(minimum) ? [`${exclusive ? '>' : '>='} ${minimum}`] : [];
  const upper = Number.isFinite(maximum) ? [`<= ${maximum}`] : [];
  return `${number} ${[...lower, ...upper].join(' and ')}`.trimEnd();
}

function checkDistinct(values: readonly Value[]): void {
  const seen = new Set<Value>();
  for (const value of values) {
    if (seen.has(value)) throw wrong(value, 'is there twice', 'distinct values');
    seen.add(value);
  }
}

/** A number, or a text without commas of the grammar. */
type Part = number | string;

function partsOf(source: unknown, parameter: Parameter): Part[] {
  const whole = parameter.kind === 'text' && parameter.commas !== 'separate';
  return [source].flat().flatMap((item: unknown): Part[] => {
    if (typeof item === 'boolean' && parameter.kind === 'choice') return [String(item)];
    if (typeof item !== 'number' && typeof item !== 'string')
      throw wrong(item, 'is not a value', validText(parameter));
    if (typeof item === 'number' && parameter.kind === 'number') return [item];
    return whole ? [String(item).trim()] : splitAtCommas(String(item));
  });
}

function countParts(parts: readonly Part[], { kind }: Parameter): number {
  return parts.reduce<number>((sum, part) => sum + (kind === 'number' ? countOf(part) : 1), 0);
}

const rangePattern = /^(\w+)\s*\((.*)\)$/s;

/** As many as a range says, if it says so. */
function countOf(part: Part): number {
  const count = typeof part === 'string' ? Number(rangePattern.exec(part)?.[2]?.split(',')[2]) : 1;
  return Number.isInteger(count) && count >= 1 ? count : 1;
}

function parsePart(part: Part, parameter: Parameter): Value[] {
  switch (parameter.kind) {
    case 'number': {
      if (typeof part === 'string' && parameter.words?.includes(part)) return [part];
      if (typeof part === 'string' && isExpression(part, parameter)) return [part];
      const numbers = typeof part === 'number' ? [part] : parseNumbers(part, parameter);
      return numbers.map((value) => checkNumber(value, parameter));
    }
    case 'choice':
      return [checkChoice(String(part), parameter)];
    case 'text':
      return [checkText(String(part), parameter)];
  }
}

/** Whether the text is one in the parameter's names. @throws {InputError} for one that uses some of them and cannot be read */
function isExpression(text: string, { expression: names }: NumberParameter): boolean {
  if (!names || isDecimal(text) || /^(lin|log)space\b/.test(text)) return false;
  try {
    parseExpression(text, functionVocabulary(names));
    return true;
  } catch (error) {
    const words = text.match(/[A-Za-z_]\w*/g) ?? [];
    if (!(error instanceof InputError)) throw error;
    if (words.some((word) => names.includes(word))) throw new InputError(`${show(text)}: ${error.message}`);
    return false;
  }
}

function parseNumbers(text: string, parameter: NumberParameter): number[] {
  if (isDecimal(text)) return [Number(text)];
  const [, name, parts] = rangePattern.exec(text) ?? [];
  if (name === undefined || parts === undefined) throw wrong(text, 'is not a number', validText(parameter));
  if (name === 'linspace' || name === 'logspace') {
    const values = range(name, parts.split(','), text);
    return parameter.whole ? values.map(Math.round) : values;
  }
  const hint = nearest(name, ['linspace', 'logspace']);
  throw wrong(
    text,
    `is not a range${hint ? `; did you mean ${hint}?` : ''}`,
    'linspace(a,b,n) or logspace(a,b,n)',
  );
}

/** The values of linspace or logspace, rounded to 14 significant digits between the end points; `text` is for messages. */
function range(name: 'linspace' | 'logspace', parts: readonly string[], text: string): number[] {
  const form = `${name}(first,last,count)`;
  const bad = parts.find((part) => !isDecimal(part));
  if (bad !== undefined)
    throw wrong(text, `contains ${show(bad.trim())}, which is not a finite number`, form);
  if (parts.length !== 3) throw wrong(text, `contains ${parts.length} numbers`, form);
  const [first, last, count] = parts.map(Number) as [number, number, number];
  if (!Number.isInteger(count) || count < 1 || count > maximumPoints) {
    throw wrong(text, `cannot have ${count} values`, `a whole number from 1 to ${maximumPoints}`);
  }
  if (count === 1 && first !== last)
    throw wrong(text, 'has two end points for one value', 'equal end points');
  if (name === 'logspace' && !(first > 0 && last > 0)) {
    throw wrong(text, 'has an end point <= 0', 'end points > 0: they are values, not exponents');
  }
  const negligible = 1e-14 * Math.max(Math.abs(first), Math.abs(last));
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return first;
    if (i === count - 1) return last;
    const t = i / (count - 1);
    if (name === 'logspace') return rounded(first ** (1 - t) * last ** t);
    const value = first * (1 - t) + last * t;
    return Math.abs(value) < negligible ? 0 : rounded(value);
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(14));
}

function checkNumber(value: number, parameter: NumberParameter): number {
  if (parameter.whole && !Number.isInteger(value))
    throw wrong(value, 'is not a whole number', domainText(parameter));
  if (!isInDomain(value, parameter)) throw wrong(value, 'is out of range', domainText(parameter));
  return value === 0 ? 0 : value; // -0 would be a second name for the same point
}

function checkChoice(text: string, parameter: ChoiceParameter): string {
  if (parameter.choices.includes(text)) return text;
  const hint = nearest(text, parameter.choices);
  throw wrong(text, `is not known${hint ? `; did you mean ${hint}?` : ''}`, validText(parameter));
}

function checkText(text: string, parameter: TextParameter): string {
  if (text === '') throw wrong(text, 'is empty', validText(parameter));
  parameter.check(text);
  return text;
}

/** Splits at the commas that stand outside all parentheses; every part is trimmed. */
function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) break;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  if (depth === 0) return parts.map((part) => part.trim());
  throw wrong(
    text,
    'has unbalanced parentheses',
    'quotes in YAML around what contains commas: "logspace(1,9,5)"',
  );
}

/**
 * A parameter of a learning problem, as data: the scenario schema, the command line's options, the help texts,
 * `describe`, the axis labels and the domain errors are all read off these declarations.
 */
interface Described {
  readonly name: string;
  /** TeX symbol for axis labels and legends. */
  readonly tex: string;
  /** TeX of what the symbol stands for, shown on axes: symbol = definition. */
  readonly definition?: string;
  readonly meaning: string;
  /** What it acts on: labels and fits, but no matrix of features; or only how inputs and weights are drawn. Absent: on all. */
  readonly of?: 'fit' | 'draws';
  /** Points at which it acts at all, and which these are, for people; absent: everywhere. */
  readonly usedAt?: { readonly where: string; readonly holds: (point: Point) => boolean };
}

/** A finite real number in [minimum, maximum]; the minimum itself is out when `exclusive`. */
export interface NumberParameter extends Described {
  readonly kind: 'number';
  readonly minimum: number;
  readonly maximum?: number;
  /** The value must be greater than `minimum`, not equal to it. */
  readonly exclusive?: true;
  /** Absent: the parameter is required, unless one of the next two says that it may be absent from the point. */
  readonly default?: number;
  /** What a new scenario begins with instead of the default, if it is another. */
  readonly example?: number;
  readonly optional?: true;
  /** Needed exactly where this other parameter is not given. */
  readonly unless?: string;
  /** A whole number: ranges are rounded to such. */
  readonly whole?: true;
  /** Words that stand for a value found from the other parameters, such as `optimal`. */
  readonly words?: readonly string[];
  /** Names that an expression in the place of a number may use; absent: it takes none. */
  readonly expression?: readonly string[];
}

/** One of a fixed list of words. */
export interface ChoiceParameter extends Described {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** A text with a grammar of its own (an activation, a list of blocks). `check` throws InputError with the reason. */
export interface TextParameter extends Described {
  readonly kind: 'text';
  readonly valid: string;
  readonly check: (text: string) => void;
  /** The files that a text names, which what is drawn depends on; absent: none. */
  readonly files?: (text: string) => readonly string[];
  /** Commas outside parentheses separate several values; absent: every comma belongs to the text. */
  readonly commas?: 'separate';
  readonly default: string;
  /** What a new scenario begins with instead of the default, if it is another. */
  readonly example?: string;
}

export type Parameter = NumberParameter | ChoiceParameter | TextParameter;

/** Whether the parameter may take this value. */
export function isInDomain(value: number, parameter: NumberParameter): boolean {
  const { minimum, maximum = Number.MAX_VALUE, exclusive, whole } = parameter;
  if (whole && !Number.isInteger(value)) return false;
  return Number.isFinite(value) && value <= maximum && (exclusive ? value > minimum : value >= minimum);
}

/** Whether the parameter may be absent from a point of which these are given. */
export function mayBeAbsent(parameter: Parameter, given: (name: string) => boolean): boolean {
  if (parameter.kind !== 'number') return false;
  return parameter.optional === true || (parameter.unless !== undefined && given(parameter.unless));
}

/** What stands for a parameter that is not given, for people. */
export function fallbackText(parameter: Parameter): string {
  if (parameter.default !== undefined) return String(parameter.default);
  if (parameter.kind === 'number' && parameter.unless) return `required unless ${parameter.unless} is given`;
  return parameter.kind === 'number' && parameter.optional ? 'none' : 'required';
}

/** One point of a scan: the value of every parameter by name, but for optional ones that are not given. */
export type Point = Readonly<Record<string, number | string>>;

/** The parts of a list such as 'relu,max(x,0.1*x),erf', trimmed: commas outside parentheses separate. */
export function splitList(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

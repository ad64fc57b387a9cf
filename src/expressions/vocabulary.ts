/** The words that an expression may use. */
import { forms, namedLosses } from './forms.ts';
import { constants, functions } from './functions.ts';
import { type HostName, hostFunctions } from './host.ts';

export interface Vocabulary {
  /** Parameters, unknowns and the like; the i-th has the i-th value. They come before all other words. */
  readonly names: readonly string[];
  /** Those among them that the model knows. */
  readonly parameters: ReadonlySet<string>;
  /** Those whose values are complex. */
  readonly complexNames: ReadonlySet<string>;
  readonly functions: readonly string[];
  readonly forms: readonly string[];
  readonly hostFunctions: readonly string[];
  readonly constants: readonly string[];
  readonly losses: readonly string[];
  /** Most characters of a text. */
  readonly longest: number;
}

/** i, and infinity where a bound may be infinite. */
export const infinities: readonly string[] = ['inf', 'Infinity'];

/** Names beside the model's parameters. */
export interface OwnNames {
  readonly names: readonly string[];
  readonly complex: readonly string[];
}

/**
 * The whole language for a model with these parameters, at whose points the host has these, and names of one's own, whose
 * values follow those of the parameters.
 */
export function claimVocabulary(
  parameters: readonly string[],
  hosted: readonly HostName[] = [],
  own: OwnNames = { names: [], complex: [] },
): Vocabulary {
  return {
    names: [...parameters, ...own.names],
    parameters: new Set(parameters),
    complexNames: new Set(own.complex),
    functions: Object.keys(functions),
    forms: Object.keys(forms).filter((name) => name !== 'spectrum' || hosted.includes('spectrum')),
    hostFunctions: Object.keys(hostFunctions).filter((name) => hosted.includes(name as HostName)),
    constants: [...Object.keys(constants), 'i', ...infinities],
    losses: Object.keys(namedLosses),
    longest: 2000,
  };
}

/** Functions of one variable and nothing else. */
export function functionVocabulary(
  variables: readonly string[],
  called: readonly string[] = Object.keys(functions),
): Vocabulary {
  return {
    names: variables,
    parameters: new Set(),
    complexNames: new Set(),
    functions: called,
    forms: [],
    hostFunctions: [],
    constants: Object.keys(constants),
    losses: [],
    longest: 500,
  };
}

/** Words that can stand alone. */
export function valueWords(vocabulary: Vocabulary): readonly string[] {
  const { names, constants: known, hostFunctions: hosted } = vocabulary;
  return [...names, ...known, ...hosted.filter((each) => hostFunctions[each]!.arity[0] === 0)];
}

/** Words that stand before parentheses, and are not names of values. */
export function callWords(vocabulary: Vocabulary): readonly string[] {
  const { names, functions: called, forms: shaped, hostFunctions: hosted } = vocabulary;
  return [...called, ...shaped, ...hosted].filter((each) => !names.includes(each));
}

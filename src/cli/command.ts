/** What a command is: data that the parser, the help and the errors are read off. */

/**
 * What an option acts on. Parameters of a model act on the inputs and features (`model`), on labels and fits (`fit`), or on how inputs and weights are
 * drawn alone (`draws`).
 */
export type Subject =
  | 'command'
  | 'model'
  | 'fit'
  | 'draws'
  | 'terms'
  | 'grid'
  | 'places'
  | 'rows'
  | 'figure'
  | 'simulation'
  | 'size'
  | 'trials'
  | 'looks'
  | 'jobs'
  | 'results'
  | 'simulable';

/** Why there is nothing for options to act on, by what they act on. */
export type Absent = Readonly<Partial<Record<Exclude<Subject, 'command'>, string | undefined>>>;

/** One option, without its dashes; a flag takes no value, `several` may be repeated. */
export interface Option {
  readonly name: string;
  readonly meaning: string;
  /** Where that is absent, the option is refused. */
  readonly of: Subject;
  readonly kind?: 'flag' | 'several';
  /** Known, to say why it is refused, but not in the help: of models that the command does not take. */
  readonly hidden?: true;
  /** Heading in the help. */
  readonly group?: string;
}

/** What the user typed after the name of the command, checked against its declarations. */
export interface Given {
  readonly words: readonly string[];
  /** Texts by option, in the order of the command line; a flag's list is empty. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** Where a command writes. */
export interface Terminal {
  /** The result itself. */
  readonly out: (text: string) => void;
  /** On the same stream, what files hold already: where it cannot be written, nothing is lost. */
  readonly tell: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
  /** Whether somebody watches `err`: only then a progress bar makes sense. */
  readonly watched: boolean;
}

export interface Command {
  readonly options: readonly Option[];
  readonly notes?: string;
  /** @returns the exit code */
  readonly execute: (given: Given, terminal: Terminal) => Promise<number>;
}

/** A command in the table of all: what the overview of commands needs, and how to load the rest. */
export interface Entry {
  readonly name: string;
  /** Its positional arguments: none, `<one>` or `<one or more..>`. */
  readonly positional?: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

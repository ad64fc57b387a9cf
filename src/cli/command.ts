/** What a command is: data that the parser, the help and the errors are read off. */

/** One option, without its dashes; a flag takes no value, `several` may be repeated. */
export interface Option {
  readonly name: string;
  readonly meaning: string;
  readonly kind?: 'flag' | 'several';
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

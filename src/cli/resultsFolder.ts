/** Which folder results go to: what the command line changes has one of its own. */
import { clip, InputError } from '../errors.ts';
import type { FolderOptions, StoreReport } from '../pipeline/folder.ts';
import type { Given, Option, Terminal } from './command.ts';
import { textOf } from './options.ts';

const longestName = 100;

export const waitOption: Option = {
  name: 'wait-for-lock',
  of: 'results',
  kind: 'flag',
  meaning: 'wait for another run that writes to that folder, instead of refusing',
};

/** What is done while another process writes to the folder. */
export function waiting({ options }: Given, { err }: Terminal): Pick<FolderOptions, 'onHeld'> {
  return options.has(waitOption.name)
    ? { onHeld: (holder) => err(`descent: ${holder}; waiting for it\n`) }
    : {};
}

/** Of results of a `subject`, that go to one folder each. */
export function folderOptions(subject: string, usual: string): readonly Option[] {
  const group = 'Results';
  return [
    {
      name: 'out',
      of: 'results',
      group,
      meaning: `folder for results, one folder ${subject} in it [default out]`,
    },
    { name: 'name', of: 'results', group, meaning: `name of that folder [default: ${usual}]` },
    {
      name: 'replace',
      of: 'results',
      group,
      kind: 'flag',
      meaning: 'replace results of other settings in that folder',
    },
    { ...waitOption, group },
  ];
}

/** @throws {InputError} for what names no folder, or where there are several files */
export function readName(given: Given): string | undefined {
  const name = textOf(given, 'name');
  if (name === undefined) return undefined;
  if (!/^[A-Za-z0-9][\w.,=+-]*$/.test(name) || name.length > longestName)
    throw new InputError(
      `--name ${clip(name)}: up to ${longestName} letters, digits and -_.,=+ are needed, a letter or digit first`,
    );
  if (given.words.length > 1)
    throw new InputError(`--name ${name} is for one file, but there are ${given.words.length}`);
  return name;
}

/** The folder that results go to: changes by the command line are a part of its name. */
export function folderName(scenario: string, changes: readonly string[]): string {
  return [scenario, ...changes]
    .map((part) => part.replace(/[\s"'[\]{}()]+/g, '').replace(/[^\w.,=-]+/g, '-'))
    .join('+')
    .slice(0, longestName);
}

/** Of a store whose lines are not all as they were written. */
export function damageReport(store: StoreReport | null): string {
  if (store === null || store.damaged === 0) return '';
  const lines = store.damaged === 1 ? '1 damaged line was' : `${store.damaged} damaged lines were`;
  return `  ${store.file}: ${lines} ignored, and the trials drawn anew\n`;
}

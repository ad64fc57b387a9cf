/** `descent store check` and `descent store clean`: whether stored trials are whole, and how to be rid of what is not. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError, unknownName } from '../errors.ts';
import { listParts } from '../execution/cluster/parts.ts';
import { cleanFolder, type Inspection, inspectTrials, leftoversOf } from '../execution/inspect.ts';
import { lockName } from '../execution/lock.ts';
import { trialsName } from '../execution/store.ts';
import { planFile } from '../pipeline/shards/plan.ts';
import { type CheckedTrials, checkTrials } from '../pipeline/trialsCheck.ts';
import type { Command, Terminal } from './command.ts';

const actions: Readonly<Record<string, (path: string, terminal: Terminal) => number>> = { check, clean };

export const store: Command = {
  options: [],
  notes: [
    'check DIR or FILE: which lines of trials.jsonl are damaged (checksum or shape), torn off, or foreign (of another version, of unknown columns), and which trials',
    'are missing of those that the results.json beside it asks for; and the parts that shards have drawn.',
    'clean DIR: removes damaged lines, what writes that were cut off left aside, and locks of processes that are gone; never a whole block.',
    'DIR is the folder of a run, such as out/NAME, or a folder of them, such as out.',
    'Exit codes: 0 whole, or cleaned, 2 bad input, 3 damaged, foreign or missing.',
  ].join(' '),
  execute: async ({ words }, terminal) => {
    const [action = '', ...paths] = words;
    const act = actions[action];
    if (act === undefined) throw unknownName('action', action, Object.keys(actions));
    if (paths.length === 0)
      throw new InputError(`descent store ${action}: a folder of results is needed, such as out/NAME`);
    return Math.max(...paths.map((path) => act(path, terminal)));
  },
};

function check(path: string, { out }: Terminal): number {
  const isFile = kindOf(path) === 'file';
  const files = isFile ? [path] : foldersIn(path).map((folder) => join(folder, trialsName));
  let whole = true;
  const tell = (file: string, { problems, notes }: Findings) => {
    for (const line of [...problems, ...notes]) out(`${file}: ${line}\n`);
    whole &&= problems.length === 0;
  };
  for (const file of files) {
    const found = existsSync(file) ? checkTrials(file) : null;
    if (found !== null) tell(file, findingsOf(file, found));
    const merged = found !== null && 'missing' in found.asked && found.asked.missing === 0;
    for (const part of isFile ? [] : listParts(dirname(file)))
      tell(part, partFindings(inspectTrials(part), merged));
    for (const line of leftoverLines(dirname(file))) out(`${line}\n`);
  }
  return whole ? 0 : 3;
}

/** Of a part only what is amiss: there may be thousands, and a torn line is a block not done. Once all is merged no part is needed. */
function partFindings({ damaged, torn, written }: Inspection, merged: boolean): Findings {
  const way = merged
    ? `${trialsName} holds all that is asked for, and it may be removed`
    : 'it is passed over, and what is drawn next draws its trials anew';
  const amiss = [
    ...(written === null ? [] : [`foreign: written ${written} of Descent; ${way}`]),
    ...(damaged.length === 0 ? [] : [`damaged: ${linesText(damaged)}; ${way}`]),
  ];
  const cut = torn === 0 ? [] : [`note: a block that was cut off, ${counted(torn, 'byte')}; ${way}`];
  return merged
    ? { problems: [], notes: [...amiss.map((line) => `note: ${line}`), ...cut] }
    : { problems: amiss, notes: cut };
}

function clean(path: string, { out }: Terminal): number {
  if (kindOf(path) === 'file')
    throw new InputError(`${path}: this is a file, but descent store clean needs the folder that it is in`);
  for (const folder of foldersIn(path)) {
    const lines = cleanedLines(folder);
    out(`${lines.length > 0 ? lines.join('\n') : `${folder}: nothing to remove`}\n`);
  }
  return 0;
}

function kindOf(path: string): 'file' | 'folder' {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new InputError(`${path}: there is no such file or folder`);
  if (found.isDirectory()) return 'folder';
  if (found.isFile() && path.endsWith('.jsonl')) return 'file';
  throw new InputError(
    `${path}: this is no file of trials; a ${trialsName} or the folder of a run is needed`,
  );
}

/** The folder itself or those in it, as far as they are of runs. @throws {InputError} where there is none */
function foldersIn(path: string): string[] {
  const isOfRun = (folder: string) =>
    [join(folder, trialsName), join(folder, lockName), planFile(folder)].some((file) => existsSync(file)) ||
    leftoversOf(folder).aside.length > 0;
  if (isOfRun(path)) return [path];
  const inside = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = inside.map(({ name }) => join(path, name)).filter(isOfRun);
  if (folders.length > 0) return folders.sort();
  throw new InputError(
    `${path}: there is no ${trialsName} in it, nor in a folder of it; the folder of a run is needed, such as out/NAME`,
  );
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 || thing === 'series' ? '' : 's'}`;
}

/** Numbers of lines, the first ones. */
function linesText(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 5);
  const more = numbers.length - shown.length;
  return `${shown.length === 1 ? 'line' : 'lines'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What is wrong with a file of trials, and what else is to be said of it. */
interface Findings {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

function findingsOf(file: string, found: CheckedTrials): Findings {
  const { damaged, torn, foreign, written, asked } = found;
  if (written !== null) {
    const way = 'descent run --fresh starts over, another --name keeps it';
    return {
      problems: [`foreign: written ${written} of Descent, which this version does not read; ${way}`],
      notes: [],
    };
  }
  const mend = `descent store clean ${dirname(file)} removes that, and the next run draws the trials anew`;
  const problems = [
    ...(damaged.length > 0 ? [`damaged: ${linesText(damaged)}; ${mend}`] : []),
    ...(torn > 0
      ? [`damaged: ${counted(torn, 'byte')} of a line that was torn off at the end; ${mend}`]
      : []),
    ...(foreign.length > 0
      ? [
          `foreign: ${linesText(foreign)}, of other columns than the series has; the next run draws the trials anew`,
        ]
      : []),
    ...missingLines(found),
  ];
  const trials = found.series.reduce((sum, series) => sum + found.trials(series).size, 0);
  const asks = 'unknown' in asked ? '' : ', all that results.json asks for among them';
  const whole = `whole: ${counted(trials, 'trial')} of ${counted(found.series.length, 'series')}${asks}`;
  return {
    problems,
    notes: [
      ...(problems.length > 0 ? [] : [whole]),
      ...('unknown' in asked && asked.unknown !== null
        ? [`note: whether trials are missing is not known: ${asked.unknown}`]
        : []),
    ],
  };
}

function missingLines({ asked }: CheckedTrials): string[] {
  if ('unknown' in asked || asked.missing === 0) return [];
  const { missing, trials, others } = asked;
  const kept =
    others > 0 ? ` (${counted(others, 'trial')} of other settings ${others === 1 ? 'is' : 'are'} there)` : '';
  return [
    `missing: ${missing} of ${counted(trials, 'trial')} that results.json asks for${kept}; the command that wrote it draws them`,
  ];
}

function leftoverLines(folder: string): string[] {
  const { aside, busy, lock } = leftoversOf(folder);
  const cleans = `descent store clean ${folder} removes it`;
  const locks = {
    free: [],
    held: ['note: a process writes here: what is found may change'],
    stale: [`note: its process is gone; ${cleans}, and the next run takes it over`],
    unreadable: [`note: not a lock as Descent writes it; remove it if nothing writes to ${folder}`],
  };
  return [
    ...locks[lock].map((line) => `${join(folder, lockName)}: ${line}`),
    ...aside.map((name) => `${join(folder, name)}: note: left by a write that was cut off; ${cleans}`),
    ...busy.map(
      (name) => `${join(folder, name)}: note: being written, or left by a process whose number is used again`,
    ),
  ];
}

function cleanedLines(folder: string): string[] {
  const { found, aside, busy, lock } = cleanFolder(folder);
  const lines: string[] = [];
  if (found?.written != null)
    lines.push(
      `${trialsName}: left as it is, written ${found.written} of Descent; descent run --fresh starts over`,
    );
  else if (found !== null && found.waste > 0) {
    const what = [
      ...(found.damaged.length > 0 ? [counted(found.damaged.length, 'damaged line')] : []),
      ...(found.torn > 0 ? ['a torn one'] : []),
    ];
    lines.push(
      `${trialsName}: removed ${what.join(' and ')}, ${counted(found.waste, 'byte')}; the next run draws the trials anew`,
    );
  }
  if (found !== null && found.foreign.length > 0)
    lines.push(
      `${trialsName}: kept ${linesText(found.foreign)}, whole but of other columns; the next run removes them`,
    );
  for (const name of aside) lines.push(`${name}: removed, left by a write that was cut off`);
  for (const name of busy) lines.push(`${name}: kept, its process may still write it`);
  if (lock === 'stale') lines.push(`${lockName}: removed, its process is gone`);
  return lines.map((line) => join(folder, line));
}

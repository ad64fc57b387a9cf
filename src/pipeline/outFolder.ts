/** The folder of a run's results: one writer at a time, and nobody's results replaced by those of something else. */
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { readFileIfAny } from '../execution/files.ts';
import { lockFolder, lockWhenFree } from '../execution/lock.ts';
import type { Source } from './results.ts';

const shape = z.object({
  scenario: z.object({ name: z.string() }),
  /** Absent from what version 0.1.0 wrote. */
  source: z.object({ scenario: z.string(), changes: z.array(z.string()) }).optional(),
});

export interface Claiming {
  /** Whether results of another source may be replaced. */
  readonly replace?: boolean;
  /** Another process that writes there is waited for, and told of; absent: it is refused. */
  readonly onHeld?: (holder: string) => void;
}

/**
 * Become the folder's only writer.
 *
 * @returns what ends that
 * @throws {InputError} when another process writes there, or, unless they may be replaced, when the results there have another source
 */
export async function claimFolder(
  folder: string,
  source: Source,
  { replace, onHeld }: Claiming,
): Promise<() => void> {
  const release = onHeld ? await lockWhenFree(folder, onHeld) : lockFolder(folder);
  try {
    const problem = replace ? null : obstacle(join(folder, 'results.json'), source);
    if (problem === null) return release;
    throw new InputError(
      `${folder} ${problem}; --name OTHER writes to another folder, --replace replaces them`,
    );
  } catch (error) {
    release();
    throw error;
  }
}

function obstacle(file: string, source: Source): string | null {
  const text = readFileIfAny(file);
  if (text === null) return null;
  const found = sourceOf(text);
  if (found === null) return 'holds a results.json that is not of descent run';
  return JSON.stringify(found) === JSON.stringify(source) ? null : `holds the results of ${show(found)}`;
}

function sourceOf(text: string): Source | null {
  try {
    const { scenario, source } = shape.parse(JSON.parse(text));
    return source ?? { scenario: scenario.name, changes: [] };
  } catch {
    return null;
  }
}

function show({ scenario, changes }: Source): string {
  return `the scenario ${scenario}${changes.length > 0 ? ` with ${changes.join(', ')}` : ' as its file is'}`;
}

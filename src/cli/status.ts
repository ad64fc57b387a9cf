/** `descent status`: how far a run is that shards draw. */
import { InputError } from '../errors.ts';
import { extentOf, extentText } from '../pipeline/shards/gaps.ts';
import { openRun } from '../pipeline/shards/plan.ts';
import { lastSubmission, queuedOf, queueText } from '../pipeline/shards/submission.ts';
import type { Command } from './command.ts';

export const status: Command = {
  options: [],
  notes: [
    'DIR is OUT/NAME. What is drawn, its files say; what is queued, Slurm, where it is there.',
    'Exit codes: 0 everything is drawn, 2 bad input, 5 blocks are missing, which are listed.',
  ].join(' '),
  execute: async (given, { out }) => {
    const folder = given.words[0]!;
    const run = openRun(folder);
    const extent = extentOf(run);
    out(`${run.scenario.name}: ${extentText(extent)}\n`);
    for (const gap of extent.gaps) out(`  missing: ${gap}\n`);
    if (lastSubmission(folder) !== null) out(`  Slurm: ${queueOf(folder)}\n`);
    return extent.missing.length === 0 ? 0 : 5;
  },
};

function queueOf(folder: string): string {
  try {
    return queueText(queuedOf(folder)) || 'nothing is queued';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

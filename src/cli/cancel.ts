/** `descent cancel`: ends the jobs of a run; what they have drawn is kept. */
import { InputError } from '../errors.ts';
import { cancelJobs } from '../execution/cluster/slurm.ts';
import { lastSubmission, queuedOf } from '../pipeline/shards/submission.ts';
import type { Command } from './command.ts';

export const cancel: Command = {
  options: [],
  notes: 'DIR is OUT/NAME. What is drawn is kept, and the command that submitted the jobs goes on with it.',
  execute: async (given, { out }) => {
    const folder = given.words[0]!;
    const submission = lastSubmission(folder);
    if (submission === null) throw new InputError(`${folder}: nothing of it was submitted`);
    // That which merges first: it begins when the others end, however they do.
    const jobs = queuedOf(folder).sort((a, b) => Number(b.merges) - Number(a.merges));
    const ids = [...new Set(jobs.map(({ id }) => id))];
    cancelJobs(ids);
    out(
      ids.length === 0
        ? `${folder}: nothing is queued\n`
        : `cancelled: jobs ${ids.join(', ')}; to go on: ${submission.command}\n`,
    );
    return 0;
  },
};

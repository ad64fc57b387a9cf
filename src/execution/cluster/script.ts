/** The batch script of a submission, and how a shell takes words. */

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * `exec`, so that signals reach the program and no shell. What is always asked for stands in the script; what was asked for this time, sbatch was
 * told.
 *
 * @param program  the words that start Descent: an absolute path of Node, and what it runs
 */
export function batchScript({
  program,
  submission,
  folder,
  plugins,
}: {
  readonly program: readonly string[];
  readonly submission: string;
  readonly folder: string;
  readonly plugins: readonly string[];
}): string {
  const start = program.map(quoted).join(' ');
  const more = plugins.map((file) => ` --plugin ${quoted(file)}`).join('');
  return `#!/bin/sh
#SBATCH --open-mode=append
#SBATCH --requeue
# Its argument is the number of shards before those of this array, or merge.
case $1 in
merge) exec ${start} merge ${quoted(folder)} --wait-for-lock${more} ;;
*) exec ${start} shard ${quoted(submission)} --index $(($1 + SLURM_ARRAY_TASK_ID)) --workers "\${SLURM_CPUS_PER_TASK:-1}"${more} ;;
esac
`;
}

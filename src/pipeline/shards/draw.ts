/** One shard of a shared run: its blocks, drawn into a part of its own. */
import { InputError } from '../../errors.ts';
import { automatic } from '../../execution/automatic.ts';
import { lackingOf } from '../../execution/cluster/blocks.ts';
import { openPart, partPrefix, readDrawn, type Writer } from '../../execution/cluster/parts.ts';
import { runTasks } from '../../execution/simulate.ts';
import { openBackend } from '../../linalg/select.ts';
import { checkVersions, type SharedRun } from './plan.ts';

export interface ShardOptions {
  /** Places of its blocks. */
  readonly blocks: readonly number[];
  readonly writer: Writer;
  readonly workers: number;
  readonly signal?: AbortSignal;
  /** Lets the blocks that have begun be stored, and begins no others. */
  readonly enough?: AbortSignal;
}

/** Blocks that were drawn, and those of the shard's that are still missing. */
export interface ShardOutcome {
  readonly drawn: number;
  readonly left: number;
}

/**
 * Draws those of the blocks that no part holds yet. The parts of others are not read for a submission: what they hold was left out of it.
 *
 * @throws {InputError} where this is another version or another backend than the run was planned with
 * @throws {InterruptedError} when the signal fires; finished blocks are kept
 */
export async function drawShard(run: SharedRun, options: ShardOptions): Promise<ShardOutcome> {
  const { blocks, writer, workers, signal, enough } = options;
  const { folder, plan, demands, columns } = run;
  const { blas, backend } = plan;
  checkVersions(run);
  checkBackend(run);
  const before = readDrawn(folder, columns, writer.submission === 0 ? '' : partPrefix(writer));
  const lacking = lackingOf(demands, plan.blocks, blocks, before, backend);
  if (lacking.size === 0) return { drawn: 0, left: 0 };
  const part = openPart(folder, writer);
  try {
    await runTasks([...lacking.values()].flat(), part, {
      ...{ executor: automatic({ workers, blas }), backend },
      ...(signal ? { signal } : {}),
      ...(enough ? { enough } : {}),
    });
    const known = {
      trials: (series: string) => ({
        has: (trial: number) => before.trials(series).has(trial) || part.trials(series).has(trial),
      }),
    };
    const left = lackingOf(demands, plan.blocks, blocks, known, backend).size;
    return { drawn: lacking.size - left, left };
  } finally {
    part.close();
  }
}

function checkBackend({ folder, plan: { blas, backend } }: SharedRun): void {
  const { identity } = openBackend(blas);
  if (identity !== backend)
    throw new InputError(
      `${folder} was planned with ${backend}, but --blas ${blas} is ${identity} here; --blas embedded is the same everywhere`,
    );
}

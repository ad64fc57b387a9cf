/** Tasks one after the other on the thread that asks: for programs and tests, whose signals are heard between tasks. */
import { setImmediate } from 'node:timers/promises';
import { InterruptedError } from '../errors.ts';
import { openBackend } from '../linalg/select.ts';
import type { Executor } from './executor.ts';
import { taskOperations } from './plan.ts';
import { runTrials } from './trials.ts';

/** @param blas `auto`, `embedded` or a library's path */
export function inProcess({ blas }: { readonly blas: string }): Executor {
  return {
    async run(tasks, { onBlock, onOperations, signal, enough }) {
      const backend = openBackend(blas);
      let done = 0;
      for (const task of tasks) {
        if (signal?.aborted) throw new InterruptedError(signal.reason);
        if (enough?.aborted) return;
        onBlock(
          task,
          runTrials(backend, task, (operations) => onOperations?.(done + operations)),
        );
        done += taskOperations(task);
        onOperations?.(done);
        await setImmediate();
      }
      if (signal?.aborted) throw new InterruptedError(signal.reason);
    },
  };
}

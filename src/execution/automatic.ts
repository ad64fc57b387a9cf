/** The usual executor: the pool, but for so little work that starting a thread would take longer than doing it. */
import type { Executor } from './executor.ts';
import { inProcess } from './inProcess.ts';
import { taskOperations } from './plan.ts';
import { type PoolOptions, pool } from './pool.ts';

/** Floating-point operations of some tenth of a second, which a signal waits for at most. */
const littleWork = 3e8;

export function automatic(options: PoolOptions): Executor {
  return {
    run: (tasks, watch) => {
      const operations = tasks.reduce((sum, task) => sum + taskOperations(task), 0);
      return (operations < littleWork ? inProcess(options) : pool(options)).run(tasks, watch);
    },
  };
}

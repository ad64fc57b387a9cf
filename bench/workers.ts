/** What sharing buys: two workers over one, and one draw over many. */
import { notBuilt, simulateAll } from './compiled.ts';
import { cellAt, demandOf, geometric, seriesAt } from './demands.ts';
import { report, sideBySide, skip } from './report.ts';

/** Trials like those of the main scenario. */
export async function benchWorkers(full: boolean): Promise<void> {
  console.log('Workers');
  if (notBuilt) return skip('two workers', notBuilt);
  const trials = full ? 64 : 32;
  const demands = geometric(0.2, 6, 12).map((psi1) =>
    demandOf(seriesAt(cellAt(psi1, 2, 150), [0, 1e-3, 1e-1]), { labels: 64, trials }),
  );
  const [one, two] = await sideBySide(
    3,
    () => simulateAll(demands, 'embedded', 1),
    () => simulateAll(demands, 'embedded', 2),
  );
  report('one worker, embedded', one!, 's');
  report('two workers over one', one! / two!, '×', { least: 1.85 });
}

const ridges = [0, 1e-3, 1e-1];
/** Noise levels, each with two signal strengths: read off one draw, or run one by one. */
const powers = 10;

/** All ridges, noise levels and signal strengths read off one draw, and each on a run of its own. */
export async function benchOneDraw(full: boolean): Promise<void> {
  console.log('One draw for all ridges, noise levels and signal strengths');
  if (notBuilt) return skip('one draw', notBuilt);
  const cells = [1, 4].map((psi1) => cellAt(psi1, 2, 150));
  const counts = { labels: 8, trials: full ? 16 : 4 };
  const together = cells.map((cell) => demandOf(seriesAt(cell, ridges), counts));
  const apart = cells.flatMap((cell) =>
    ridges.flatMap((ridge) =>
      Array.from({ length: powers }, (_, power) =>
        demandOf(seriesAt(cell, [ridge]), { ...counts, seed: `power ${power}` }),
      ),
    ),
  );
  const [one, many] = await sideBySide(
    2,
    () => simulateAll(together, 'embedded', 1),
    () => simulateAll(apart, 'embedded', 1),
  );
  report(`${ridges.length * powers} separate runs over one draw`, many! / one!, '×');
}

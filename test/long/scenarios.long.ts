/** Every scenario that is shipped, at its full size: theory and simulation agree, and slips are refuted. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { descent, useFolder } from '../cli/harness.ts';

const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

useFolder({});

it.each(names)('%s', { timeout: 3_600_000 }, async (name) => {
  const { code, out, err } = await descent('run', join(folder, name), '--strict');
  expect(err).toBe('');
  const slipped = /-formula|closed-forms/.test(name);
  expect([code, out]).toEqual([slipped ? 3 : 0, out]);
  if (!slipped) return;
  const verdicts = [...out.matchAll(/^([\w ]+): (agree|disagree|undecided):/gm)].map(([, by, verdict]) => [
    by,
    verdict,
  ]);
  for (const [by, verdict] of verdicts)
    expect([by, verdict]).toEqual([by, by === 'slip' ? 'disagree' : 'agree']);
  expect(verdicts.length).toBeGreaterThan(2);
});

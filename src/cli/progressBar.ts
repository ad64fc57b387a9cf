/** A bar with the remaining time, for whoever watches. */
import type { Terminal } from './command.ts';

export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** Nothing where nobody watches. */
export async function progressBar(name: string, { watched }: Terminal): Promise<Progress> {
  if (!watched) return { update: () => undefined, stop: () => undefined };
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    {
      format: `${name} {bar} {percentage}%  ETA {eta_formatted}`,
      etaBuffer: 20,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update: (done) => {
      if (!started) bar.start(1000, 0);
      started = true;
      bar.update(Math.round(1000 * done));
    },
    stop: () => bar.stop(),
  };
}

/** The figure of results that files hold, of risks or of laws, drawn without computing anything anew. */
import { InputError } from '../errors.ts';
import type { Figure, SingleFigure } from '../figure/figure.ts';
import type { FigureLook } from '../figure/look.ts';
import type { ReadFile } from '../scenario/theories.ts';
import { evidenceFigureOf, type FigureChanges, figureOf } from './figure.ts';
import { savedLawFigure } from './laws/run.ts';
import { checkFrame, readLaw, readResults } from './savedResults.ts';

export interface Asked {
  /** Several are drawn over each other. */
  readonly files: readonly string[];
  /** The evidence behind the verdicts in the place of the scenario's figure; null: that. */
  readonly kind: string | null;
  /** Texts `figure.key=value`. */
  readonly overrides: readonly string[];
  readonly changes: FigureChanges;
}

/** The figure, and how its scenario has it written. */
export interface SavedFigure<F extends Figure = Figure> {
  readonly figure: F;
  readonly written: Pick<FigureLook, 'formats' | 'dpi'>;
}

/** @throws {InputError} naming the file or the change that does not fit */
export function savedFigure({ files, kind, overrides, changes }: Asked, read: ReadFile): SavedFigure {
  const [first] = files as [string];
  const law = files.length === 1 && kind === null ? lawFigureOf(first, overrides, changes, read) : null;
  if (law !== null) return law;
  const saved = files.map((file) => readResults(file, read(file), overrides, read));
  if (kind === null) checkFrame(saved, changes);
  const all = saved.map(({ results }) => results);
  const figure = kind === null ? figureOf(all, changes)! : evidenceFigureOf(kind, all[0]!, changes);
  return { figure, written: all[0]!.scenario.figure ?? {} };
}

/** null where the results are of risks. */
function lawFigureOf(
  file: string,
  overrides: readonly string[],
  changes: FigureChanges,
  read: ReadFile,
): SavedFigure<SingleFigure> | null {
  const law = readLaw(file, read(file), overrides, read);
  if (law === null) return null;
  const axis = Object.keys(changes).find((key) => !['width', 'theme', 'aspect'].includes(key));
  if (axis !== undefined)
    throw new InputError(`${file}: ${axis} of the figure of a law cannot be chosen; it goes by the law`);
  const { scenario, laws } = law;
  const figure = { ...scenario.figure, ...changes };
  return { figure: savedLawFigure({ ...scenario, figure }, laws), written: figure };
}

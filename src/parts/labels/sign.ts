import { probit } from './probit.ts';
import type { BinaryLabels } from './signs.ts';

/** y = sign f*: probit without noise. */
export const sign: BinaryLabels = probit(0);

/** Pieces of shapes, each with the words that say what is valid. */
import { z } from 'zod';

/** One of these texts. */
export type OneOf<T extends string> = z.ZodEnum<{ [K in T]: K }>;

export const text = (description: string): z.ZodString => z.string().min(1).max(500).describe(description);
export const oneOf = <T extends string>(names: readonly [T, ...T[]], subject: string): OneOf<T> =>
  z.enum(names).describe(`${subject}, one of ${names.join(', ')}`);
export const whole = (least: number, most: number, subject: string): z.ZodInt =>
  z.int().min(least).max(most).describe(`${subject}, a whole number from ${least} to ${most}`);

import type { Addition } from '../world.ts';
import { guards } from './guards.ts';

/** Everything emulate lacks or mis-serves, in the order asked: what refuses comes first. */
export const additions: readonly Addition[] = [...guards];

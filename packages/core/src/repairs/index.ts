export { mendByRecipe, recipes } from './registry.ts';
export type { Mend, Mended, Recipe, RedFile, RedFix } from './types.ts';

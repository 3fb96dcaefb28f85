export { type ActionName, inputs } from './inputs.ts';
export { outputsOf } from './outputs.ts';
export { runAction } from './start.ts';

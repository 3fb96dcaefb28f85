export * from './classify.ts';
export * from './registry.ts';
export * from './types.ts';

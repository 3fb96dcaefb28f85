export * from './disguise.ts';
export * from './evaluate.ts';
export * from './memory-repository.ts';
export * from './world.ts';

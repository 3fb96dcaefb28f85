export * from './proving.ts';
export * from './publishing.ts';
export * from './reading.ts';
export * from './surroundings.ts';
export * from './thinking.ts';

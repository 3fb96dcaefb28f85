export * from './errors/sre-error.ts';
export * from './incident/index.ts';
export * from './ports/index.ts';
export * from './stages/stage.ts';

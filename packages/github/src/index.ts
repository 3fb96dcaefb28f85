export * from './connect.ts';
export * from './errors.ts';

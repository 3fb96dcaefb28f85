export * from './connect.ts';
export * from './errors.ts';
export type { FailedJob } from './reader/jobs.ts';
export * from './reader/knowledge.ts';
export * from './reader/reader.ts';
export { type OpenIncidents, openIncidents } from './status/open-incidents.ts';
export type { Trees } from './writer/bench.ts';
export { githubWriter, type WriterOptions } from './writer/writer.ts';

export * from './alert.ts';
export * from './artifacts.ts';
export * from './diagnosis.ts';
export * from './evidence.ts';
export * from './incident.ts';
export * from './incident-key.ts';
export * from './publication.ts';
export * from './remediation.ts';

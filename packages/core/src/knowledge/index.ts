export { entryPath, KnowledgeEntry, parseEntry, readEntries, renderEntry } from './entry.ts';
export { type Learned, type LearnInput, learn, recordRecovery } from './learn.ts';
export { type Recalled, type RecallSymptom, recall, TELLING_LIKENESS } from './recall.ts';
export { renderTable } from './table.ts';

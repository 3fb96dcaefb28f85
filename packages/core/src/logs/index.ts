export { type DigestInput, digestLog } from './digest/digest-log.ts';
export { createEventAssembler, type EventAssembler, type LogEvent, parseEvent } from './events/event.ts';
export { framesOf } from './events/frames.ts';
export { type ExcerptOptions, excerpt } from './excerpt/excerpt.ts';
export type { Excerpt, NumberedLine } from './excerpt/fill-budget.ts';
export { stripAnsi } from './lines/ansi.ts';
export { isCut, maxLineLength, splitLines } from './lines/split-lines.ts';
export { createRedactor, type Redaction, type Redactor } from './redact/redactor.ts';
export { createTemplateMiner, type Template, type TemplateMiner } from './templates/miner.ts';

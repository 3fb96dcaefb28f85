import { parseAllDocuments } from 'yaml';
import { canonical, unfit } from './objects.ts';

/**
 * The documents of a YAML text that say anything, as plain values.
 *
 * @param what What the text is, for the message.
 * @param uniqueKeys False where the last of two equal keys counts, as helm takes it.
 * @throws {SreError} `CLUSTER_REFUSED` when it does not parse, or when its aliases unfold to a flood, to themselves or to nothing.
 */
export function yamlIn(text: string, what: string, { uniqueKeys = true } = {}): unknown[] {
  const documents = [...parseAllDocuments(text, { logLevel: 'silent', uniqueKeys })];
  const broken = documents.flatMap(({ errors }) => errors).at(0);
  if (broken) throw unreadable(what, broken);
  try {
    const values = documents.filter(({ contents }) => contents !== null).map((document) => document.toJS() as unknown);
    // What holds itself is no JSON.
    canonical(values);
    return values;
  } catch (cause) {
    throw unreadable(what, cause as Error);
  }
}

function unreadable(what: string, { message }: Error) {
  return unfit(
    `${what} cannot be read as YAML: ${message.split('\n')[0]}`,
    'Write it without nested aliases and so that it parses, or do the work by hand.',
  );
}

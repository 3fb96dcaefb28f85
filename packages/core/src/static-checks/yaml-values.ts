import { parseAllDocuments } from 'yaml';

/** The documents of a YAML text as plain values; none when it does not parse, or when its aliases would unfold without end. */
export function yamlValues(text: string): unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  try {
    return documents.map((document) => document.toJS({ maxAliasCount: 1_000 }));
  } catch (error) {
    if (error instanceof ReferenceError) return [];
    throw error;
  }
}

import { type ParseError, parse as parseJson } from 'jsonc-parser';
import { parseAllDocuments } from 'yaml';
import type { Check } from '../incident/index.ts';
import { hasConflictMarkers } from '../policy/edits.ts';
import type { FilePair } from './unified.ts';

/** Reads each changed file as its format demands. A file that was broken before may stay so. */
export function staticChecks(pairs: readonly FilePair[]): Check[] {
  return pairs.flatMap(({ path, before, after }): Check[] => {
    if (after === undefined) return [];
    const check = checkFor(path);
    if (!check) return [];
    const fault = faultOf(check, after);
    const had = before === undefined ? undefined : faultOf(check, before);
    if (fault && had)
      return [{ name: `${check.name}: ${path}`, outcome: 'skipped', detail: 'The file was not well formed before.' }];
    return [{ name: `${check.name}: ${path}`, outcome: fault ? 'failed' : 'passed', detail: fault ?? check.passed }];
  });
}

interface Kind {
  readonly name: string;
  readonly passed: string;
  /** What is wrong with a text; `undefined` when nothing is. */
  readonly fault: (text: string) => string | undefined;
}

const json: Kind = { name: 'JSON', passed: 'It parses.', fault: jsonFault };
const yaml: Kind = { name: 'YAML', passed: 'It parses.', fault: yamlFault };
const xml: Kind = { name: 'XML', passed: 'Its elements are balanced.', fault: xmlFault };
const braces: Kind = { name: 'Braces', passed: 'Its braces are balanced.', fault: bracesFault };

function checkFor(path: string): Kind | undefined {
  if (/\.(?:json|jsonc)$/.test(path)) return json;
  if (/\.ya?ml$/.test(path)) return yaml;
  if (/\.(?:xml|csproj|fsproj|vbproj|props|targets|config)$/.test(path)) return xml;
  return /\.(?:java|kt|kts|scala|groovy|go|js|jsx|mjs|cjs|ts|tsx|cs|rs|c|h|cc|cpp|swift|php|dart|tf|hcl|cds|proto|gradle)$/.test(
    path,
  )
    ? braces
    : undefined;
}

function faultOf(kind: Kind, text: string): string | undefined {
  if (hasConflictMarkers(text)) return 'It holds conflict markers.';
  return kind.fault(text);
}

function jsonFault(text: string): string | undefined {
  const errors: ParseError[] = [];
  parseJson(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true, disallowComments: false });
  return errors[0] && `It does not parse at offset ${errors[0].offset}.`;
}

function yamlFault(text: string): string | undefined {
  if (/\{\{/.test(text)) return undefined;
  for (const document of parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: true })) {
    const error = 'errors' in document ? document.errors[0] : undefined;
    if (error) return `It does not parse: ${error.message.split('\n')[0]}`;
  }
  return undefined;
}

function xmlFault(text: string): string | undefined {
  const open: string[] = [];
  const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[?!][^>]*>|<(\/?)([\w:.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
  for (const [, slash, name, rest] of text.matchAll(token)) {
    if (name === undefined || rest?.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return `</${name}> closes nothing.`;
  }
  return open.length > 0 ? `<${open.at(-1)}> is not closed.` : undefined;
}

/** Counts brackets outside comments and quotes; good enough to see that a merge cut a block in two. */
function bracesFault(text: string): string | undefined {
  const bare = text.replaceAll(
    /"""[\s\S]*?"""|\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.){1,200}'|`(?:[^`\\]|\\.)*`/g,
    '',
  );
  for (const [left, right] of [
    ['{', '}'],
    ['(', ')'],
    ['[', ']'],
  ] as const) {
    const difference = bare.split(left).length - bare.split(right).length;
    if (difference !== 0) return `${Math.abs(difference)} ${difference > 0 ? left : right} too many.`;
  }
  return undefined;
}

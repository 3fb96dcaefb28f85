import { baseName } from './paths.ts';
import { jsonSettings } from './settings-json.ts';
import { type Dialect, lineSettings } from './settings-lines.ts';
import { xmlSettings } from './settings-xml.ts';
import { yamlSettings } from './settings-yaml.ts';

/** One named value of a configuration file, or a group of them. Offsets are into the file's text. */
export interface Setting {
  /** Keys from the outermost in; list items are named by their `name` where they have one. */
  readonly path: readonly string[];
  /** Without quotes; empty for a group. */
  readonly value: string;
  readonly group: boolean;
  /** Range of the value as written, with its quotes. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Whole lines of the setting and all below it. */
  readonly start: number;
  readonly end: number;
  /** Path for a JSON editor; JSON files only. */
  readonly json?: readonly (string | number)[];
}

const byEnding: readonly (readonly [RegExp, Dialect])[] = [
  [/\.(?:properties|env)$|(?:^|\/)\.env[\w.-]*$|\.editorconfig$|(?:^|\/)\.[\w-]+rc$/, 'assignments'],
  [/\.(?:toml|ini|cfg|cnf)$|(?:^|\/)Pipfile$/, 'sections'],
  [/\.(?:tf|tfvars|hcl)$/, 'blocks'],
  [/\.conf$/, 'directives'],
  [/(?:^|\/)(?:Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|Containerfile)$/, 'dockerfile'],
  [/\.(?:java|kt|kts|scala|groovy|py|go|jsx?|mjs|cjs|tsx?|mts|cts|rb|cs|php|rs|swift|dart|exs?)$/, 'code'],
];

/** The settings of a file by its name; empty for a format that we do not know or that does not parse. */
export function settingsOf(path: string, text: string): Setting[] {
  if (/\.(?:json|jsonc|json5)$/.test(path) || /^\.(?:babel|eslint|swc)rc$/.test(baseName(path)))
    return jsonSettings(text);
  if (/\.ya?ml$/.test(path)) return yamlSettings(text);
  if (/\.(?:xml|config|plist|props|targets|csproj)$/.test(path)) return xmlSettings(text);
  const dialect = byEnding.find(([pattern]) => pattern.test(path))?.[1];
  return dialect ? lineSettings(text, dialect) : [];
}

/** Key under which settings of two texts are the same one. */
export function settingKey({ path }: Pick<Setting, 'path'>): string {
  return path.join('\u0000');
}

/** A value as written without its quotes. */
export function unquoted(raw: string): string {
  const text = raw.trim();
  return /^(["'`]).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

import { type ParseError, parse as parseJson, printParseErrorCode } from 'jsonc-parser';
import { parseAllDocuments } from 'yaml';
import { lineAt } from './lines.ts';
import type { Format } from './types.ts';

/** JSON, with comments and trailing commas except where the tool that reads the file refuses them. */
export const json: Format = {
  name: 'JSON',
  passed: 'It parses.',
  async read(text, path) {
    const strict = /(?:^|\/)(?:package|package-lock|composer)\.json$/.test(path);
    const errors: ParseError[] = [];
    const bare = text.replace(/^\uFEFF/, '');
    parseJson(bare, errors, { allowTrailingComma: !strict, disallowComments: strict });
    const [first] = errors;
    return first && `Line ${lineAt(bare, first.offset)}: it does not parse (${printParseErrorCode(first.error)}).`;
  },
};

/** YAML of one or many documents. */
export const yaml: Format = {
  name: 'YAML',
  passed: 'It parses.',
  async read(text) {
    for (const document of parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: true })) {
      const error = 'errors' in document ? document.errors[0] : undefined;
      if (!error) continue;
      if (text.includes('{{')) return { skipped: 'A template is YAML only once it is rendered.' };
      return `It does not parse: ${error.message.split('\n')[0]}`;
    }
    return undefined;
  },
};

/** XML, well formed. Entities that a document type may declare are let through. */
export const xml: Format = {
  name: 'XML',
  passed: 'It is well formed.',
  async read(text) {
    const { parseXml, XmlError } = await import('@rgrove/parse-xml');
    try {
      parseXml(text.replace(/^\uFEFF/, ''), { ignoreUndefinedEntities: /<!DOCTYPE/.test(text) });
      return undefined;
    } catch (error) {
      if (error instanceof RangeError) return { skipped: 'Its elements are nested too deeply to be read.' };
      if (!(error instanceof XmlError)) throw error;
      return `Line ${error.line}: ${error.message.split('\n')[0]!.replace(/ \(line \d+, column \d+\)$/, '')}.`;
    }
  },
};

/** TOML 1.0. */
export const toml: Format = {
  name: 'TOML',
  passed: 'It parses.',
  async read(text) {
    const { parse, TomlError } = await import('smol-toml');
    try {
      parse(text.replace(/^\uFEFF/, ''));
      return undefined;
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      return `Line ${error.line}: it does not parse (${error.message.split('\n')[0]}).`;
    }
  },
};

/** Java properties: the only text that their reader refuses is a broken escape. Source: java.util.Properties#load. */
export const properties: Format = {
  name: 'Properties',
  passed: 'Its escapes are whole.',
  async read(text) {
    const broken = /(?<!\\)(?:\\\\)*\\u(?![\dA-Fa-f]{4})/.exec(text);
    return broken ? `Line ${lineAt(text, broken.index)}: \\u wants four hexadecimal digits.` : undefined;
  },
};

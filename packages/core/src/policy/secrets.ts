import { looksSecret } from '../logs/redact/checks.ts';
import { replaceSensitive } from '../logs/redact/redactor.ts';

/** Kinds that the words around a value give away; in code the same words also name variables. */
const contextual = ['password', 'token', 'cookie'];
/** No secrets: they stand in licences, tests and change logs. */
const personal = ['email', 'card', 'iban'];

/** Text that only people write because of what it is, whatever it holds. */
const sealed: readonly (readonly [RegExp, string])[] = [
  [/^[ "']*(?:mac["']?:\s*["']?ENC\[|sops_mac=ENC\[)/m, 'is sealed by SOPS, which an edit breaks'],
  [/^\$ANSIBLE_VAULT;/m, 'is an Ansible vault'],
];

/**
 * What of a new text is secret and was not in the texts before, as kinds (`github-token`, `private-key`); never the
 * secret itself.
 *
 * Values that look like expressions of code do not count: `password = request.getPassword` is no secret.
 */
export function addedSecrets(content: string, before: readonly string[]): string[] {
  const kinds = new Set<string>();
  replaceSensitive(content, (kind, value) => {
    if (!before.some((text) => text.includes(value)) && isSecret(kind, value)) kinds.add(kind);
    return value;
  });
  return [...kinds].sort();
}

/** Why a text is written by people only, as the end of a sentence about its file; `undefined` when it is not. */
export function sealedBy(content: string): string | undefined {
  return sealed.find(([pattern]) => pattern.test(content))?.[1];
}

/** Whether a new text holds a Kubernetes `Secret` or `SealedSecret` more than the text before. */
export function addsSecretManifest(content: string, before: string): boolean {
  const count = (text: string) =>
    text.match(/^\s{0,8}["']?kind["']?:\s*["']?(?:Sealed)?Secret["']?,?\s*(?:#.*)?$/gm)?.length ?? 0;
  return count(content) > count(before);
}

function isSecret(kind: string, value: string): boolean {
  if (personal.includes(kind)) return false;
  if (kind === 'private-key') return value.includes('PRIVATE KEY');
  if (!contextual.includes(kind)) return true;
  return looksSecret(value) && !/^[A-Za-z_$][A-Za-z_$]*(?:(?:\.|::|->)[\w$]+)*$/.test(value);
}

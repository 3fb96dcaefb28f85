import { braces } from './braces.ts';
import { json, properties, toml, xml, yaml } from './data.ts';
import { programFormat } from './programs.ts';
import type { Format } from './types.ts';

const byName: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:json|jsonc|webmanifest)$/, json],
  [/\.ya?ml$/, yaml],
  [/\.(?:xml|pom|xsd|xhtml|csproj|fsproj|vbproj|props|targets|config|resx)$/, xml],
  [/\.toml$/, toml],
  [/\.properties$/, properties],
  [/\.(?:kt|kts|scala|groovy|gradle|c|h|cc|cpp|hpp|swift|dart|tf|tfvars|hcl|cds|proto)$/, braces],
];

/** How a file is read, by its name; `undefined` when any text will do. */
export function formatOf(path: string): Format | undefined {
  return byName.find(([name]) => name.test(path))?.[1] ?? programFormat(path);
}

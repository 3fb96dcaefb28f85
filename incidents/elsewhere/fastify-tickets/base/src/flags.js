import { readFileSync } from 'node:fs';

const flags = JSON.parse(readFileSync(new URL('../config/flags.json', import.meta.url)));

export function enabled(name) {
  return flags[name]?.enabled === true;
}

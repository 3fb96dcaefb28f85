const cds = require('@sap/cds');

/**
 * Reads a query with `$expand` level by level: the rows of a level first, then, row by row, one
 * query for each expanded association. Every statement stays flat, which keeps away from the
 * database's limits on nesting; the number of statements grows with the number of rows.
 * Each query runs in a transaction of its own, so the queries of one level run side by side.
 *
 * Used instead of the single nested statement when `cds.features.deep_reads` is on.
 *
 * @param query a SELECT with or without expands
 * @param {import('@sap/cds').entity} target the entity it reads
 * @returns the rows (or the row) as the single nested statement would return them
 */
async function deepRead(query, target) {
  const { columns = ['*'] } = query.SELECT;
  const expands = columns.filter(({ expand }) => expand);
  if (expands.length === 0) return readFlat(query);

  const keys = Object.keys(target.keys).filter((key) => !target.elements[key].isAssociation);
  const flat = query.clone();
  flat.SELECT.columns = withKeys(columns.filter(({ expand }) => !expand), keys);

  const found = await readFlat(flat);
  const rows = query.SELECT.one ? [found].filter(Boolean) : found;
  await Promise.all(rows.flatMap((row) => expands.map((expand) => readChildren(target, keys, row, expand))));
  return found;
}

async function readChildren(target, keys, row, { ref: [association], expand, where, orderBy, limit }) {
  const { _target: childTarget, is2one } = target.elements[association];
  const path = { ref: [{ id: target.name, where: keyPredicate(keys, row) }, association] };
  const children = SELECT.from(path).columns(expand);
  if (is2one) children.SELECT.one = true;
  if (where) children.SELECT.where = where;
  if (orderBy) children.SELECT.orderBy = orderBy;
  if (limit) children.SELECT.limit = limit;
  row[association] = (await deepRead(children, childTarget)) ?? null;
}

function readFlat(query) {
  return cds.db.tx((tx) => tx.run(query));
}

function withKeys(columns, keys) {
  if (columns.includes('*')) return columns;
  const named = new Set(columns.map(({ ref }) => ref?.[0]));
  return [...columns, ...keys.filter((key) => !named.has(key)).map((key) => ({ ref: [key] }))];
}

function keyPredicate(keys, row) {
  return keys.flatMap((key, at) => [...(at ? ['and'] : []), { ref: [key] }, '=', { val: row[key] }]);
}

module.exports = { deepRead };

exports.up = (knex) =>
  knex.schema
    .createTable('lots', (t) => {
      t.uuid('id').primary();
      t.string('title');
      t.uuid('seller_id').index();
      t.timestamp('ends_at').index();
      t.integer('top_cents');
    })
    .createTable('bids', (t) => {
      t.increments();
      t.uuid('lot_id').index();
      t.string('bidder');
      t.integer('cents');
      t.timestamp('at').defaultTo(knex.fn.now());
    })
    .createTable('watches', (t) => {
      t.uuid('lot_id').index();
      t.string('user_id');
    });
exports.down = (knex) => knex.schema.dropTable('watches').dropTable('bids').dropTable('lots');

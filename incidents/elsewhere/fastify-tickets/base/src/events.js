import pg from 'pg';

const pool = new pg.Pool();

export async function loadEvent(id) {
  const { rows } = await pool.query('SELECT id, title, hall FROM events WHERE id = $1', [id]);
  return rows[0];
}

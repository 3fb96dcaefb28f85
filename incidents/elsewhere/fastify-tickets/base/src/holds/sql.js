import pg from 'pg';

const pool = new pg.Pool();

export async function hold(eventId, seats, buyer) {
  const res = await pool.query(
    'INSERT INTO holds (event_id, seat, buyer) SELECT $1, unnest($2::text[]), $3 ON CONFLICT DO NOTHING RETURNING seat',
    [eventId, seats, buyer],
  );
  return res.rows.map((r) => r.seat);
}

import psycopg2.pool
from flask import g

_pool = None


def init_app(app):
    global _pool
    _pool = psycopg2.pool.ThreadedConnectionPool(1, 10, app.config["DATABASE_URL"])


def fetch_one(sql, params):
    conn = _pool.getconn()
    try:
        with conn.cursor() as cur:
            cur.execute(sql, params)
            row = cur.fetchone()
            if row is None:
                return None
            return dict(zip([c.name for c in cur.description], row))
    finally:
        _pool.putconn(conn)

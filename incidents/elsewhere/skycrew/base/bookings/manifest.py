from django.db import connection

SQL = """
    SELECT p.surname, p.given_name, p.ptc, p.seat, b.locator
    FROM bookings_passenger p JOIN bookings_booking b ON b.id = p.booking_id
    WHERE b.flight_number = %s AND b.departs_on = %s
    ORDER BY p.seat
"""


def manifest_rows(number, day):
    """Rows for the gate agents and for the border police (API message)."""
    with connection.cursor() as cur:
        cur.execute(SQL, [number, day])
        names = [c[0] for c in cur.description]
        return [dict(zip(names, row)) for row in cur.fetchall()]

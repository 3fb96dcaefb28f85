from sqlalchemy import text


def save_profile(session, meter_id, day, series):
    session.execute(
        text("INSERT INTO profile (meter_id, day, slots) VALUES (:m, :d, :s) ON CONFLICT (meter_id, day) DO UPDATE SET slots = :s"),
        {"m": meter_id, "d": day, "s": list(series)},
    )
    session.commit()

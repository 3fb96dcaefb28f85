from app.carriers import normalise


def test_normalise():
    event = normalise("nordpost", {
        "tracking_no": "NP1", "code": "DL",
        "timestamp": "2026-11-01T10:00:00Z", "location": {"city": "Oslo", "country": "NO"},
    })
    assert event["status"] == "delivered"
    assert event["city"] == "Oslo"

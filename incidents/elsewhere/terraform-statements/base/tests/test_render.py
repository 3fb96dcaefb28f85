from exporter.render import render


def test_header():
    assert render({'bookings': []}) == 'date;amount;text'

def render(account):
    lines = ["date;amount;text"]
    lines += [f"{b['date']};{b['amount']};{b['text']}" for b in account["bookings"]]
    return "\n".join(lines)

TEXT = {
    "de": "Ihr Termin bei {who} ({clinic}) ist am {when}.",
    "en": "Your appointment with {who} ({clinic}) is on {when}.",
}


def render(appointment):
    who = appointment.practitioner
    template = TEXT.get(appointment.patient.language, TEXT["en"])
    return template.format(who=who.name, clinic=who.clinic.name, when=f"{appointment.starts_at:%d.%m. %H:%M}")

from flask import Flask

from . import db
from .routes import bp


def create_app():
    app = Flask(__name__)
    app.config.from_object("app.settings")
    db.init_app(app)
    app.register_blueprint(bp)
    return app

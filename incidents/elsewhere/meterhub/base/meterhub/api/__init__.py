from flask import Flask

from .readings import bp as readings_bp


def create_app():
    app = Flask("meterhub")
    app.register_blueprint(readings_bp, url_prefix="/v1")

    @app.get("/healthz")
    def healthz():
        return {"status": "ok"}

    return app

"""The application, for any WSGI server: `wsgi:app`."""

from eventhub.app import create_app

app = create_app()

"""Import this first: it starts Django with the settings of the environment."""

import django

django.setup()

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=hub.settings.production
WORKDIR /site
COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements/production.txt
COPY . .
# Neither step reaches a database; the key is only for this command and signs nothing.
RUN python -m hub.dev.parts && python -m hub.dev.catalogues compile && rm -rf node_modules \
    && SECRET_KEY=build ALLOWED_HOSTS=build python manage.py collectstatic --noinput
RUN useradd --system site && chown -R site var
USER site
CMD ["sh", "-c", "gunicorn hub.wsgi --bind 0.0.0.0:8000 --workers ${WEB_CONCURRENCY:-4} --threads 8"]

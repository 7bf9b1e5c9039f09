# The bot as an image: parts from the hashed lock, not root, a health check. Data live in /app/var.
FROM python:3.11-slim-bookworm AS parts
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /app/.venv \
 && /app/.venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --home-dir /app bot
WORKDIR /app
COPY --from=parts /app/.venv .venv
COPY bot bot
COPY handlers handlers
COPY core core
COPY storage storage
COPY templates templates
COPY data data
COPY pyproject.toml LICENSE ./
RUN mkdir var && chown bot var
USER bot
VOLUME /app/var
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD [".venv/bin/python", "-m", "bot", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT [".venv/bin/python", "-m", "bot"]
CMD ["run"]

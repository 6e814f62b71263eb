# geonews on a machine of its own: docker build -t geonews . && docker run -p 8501:8501 -v news:/news geonews
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
# Packages come by hash from requirements.lock; geonews itself is built from this folder.
RUN python -m venv /opt/geonews \
 && /opt/geonews/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --only-binary :all: \
      --require-hashes -r requirements.lock \
 && /opt/geonews/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps .

FROM python:3.13-slim
# LightGBM needs OpenMP. Its version is Debian's newest: older ones are not kept there.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 reader \
 && install -d -o reader /news
COPY --from=build /opt/geonews /opt/geonews
ENV PATH=/opt/geonews/bin:$PATH GEONEWS_CACHE_DIR=/news/.cache
USER 1000
WORKDIR /news
VOLUME /news
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
# Listening on all addresses of the container; name yours with --host to let other machines in.
CMD ["geonews", "app", "--store", "/news/news.gpkg", "--samples", "--address", "0.0.0.0"]

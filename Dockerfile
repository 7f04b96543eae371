# The server of docs/http.md: docker build -t bashu-planner . && docker run -p 8000:8000 bashu-planner --help
FROM python:3.13-slim-bookworm AS build

# A compiler for the kernels of the solver; without one the planner is slower, not different.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /src
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY planner planner
COPY data data
RUN python -m venv /planner \
    && /planner/bin/pip install --no-cache-dir '.[web,mcp,calendar,languages,pdf]'

FROM python:3.13-slim-bookworm

RUN groupadd --gid 10001 planner && useradd --create-home --uid 10001 --gid 10001 planner
COPY --from=build /planner /planner

USER 10001:10001
ENV PATH=/planner/bin:$PATH \
    XDG_DATA_HOME=/home/planner/data \
    XDG_CACHE_HOME=/home/planner/cache
RUN mkdir -p "$XDG_DATA_HOME" "$XDG_CACHE_HOME"
VOLUME ["/home/planner/data", "/home/planner/cache"]
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["planner"]
CMD ["serve", "--host", "0.0.0.0"]

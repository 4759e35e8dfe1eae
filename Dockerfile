# The image of the worker and the projections; databases and bus are services beside it, see compose.yaml.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/kpi && /opt/kpi/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    && pip install --no-cache-dir --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY commands commands
COPY projections projections
RUN pip wheel --no-cache-dir --no-build-isolation --no-deps --wheel-dir wheels . \
    && /opt/kpi/bin/pip install --no-cache-dir --no-deps wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --user-group --no-create-home kpi
COPY --from=build /opt/kpi /opt/kpi
ENV PATH=/opt/kpi/bin:$PATH PYTHONUNBUFFERED=1
USER kpi
ENTRYPOINT ["kpi"]
CMD ["--help"]

# The program is built in one image and runs in another, which holds nothing else.
FROM rust:1.95-slim-trixie AS build
WORKDIR /cueleaf
COPY Cargo.toml Cargo.lock ./
COPY benches benches
COPY src src
COPY static static
COPY templates templates
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/cueleaf/target \
    cargo build --release --locked --bin cueleaf && cp target/release/cueleaf /usr/local/bin/

FROM gcr.io/distroless/cc-debian13:nonroot
COPY --from=build /usr/local/bin/cueleaf /usr/local/bin/cueleaf
COPY content /content
COPY LICENSE THIRD_PARTY_NOTICES.md /usr/share/doc/cueleaf/
ENV CUELEAF_LISTEN=0.0.0.0:3000 CUELEAF_CONTENT=/content
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD ["/usr/local/bin/cueleaf", "health"]
ENTRYPOINT ["/usr/local/bin/cueleaf"]

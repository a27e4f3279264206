# syntax=docker/dockerfile:1

# The image has the server and the engines of the embedded workspace. scripts/image/assemble.sh collects its files, so that
# `npm run image` can build and start the same file system without Docker.

ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && sh scripts/image/assemble.sh /image

FROM ${NODE}
LABEL org.opencontainers.image.title="mcp-server-databricks" \
      org.opencontainers.image.description="MCP server that gives AI agents access to Databricks" \
      org.opencontainers.image.source="https://github.com/mcp-server-databricks/mcp-server-databricks" \
      org.opencontainers.image.licenses="Apache-2.0" \
      io.modelcontextprotocol.server.name="io.github.mcp-server-databricks/mcp-server-databricks"
ENV NODE_ENV=production
COPY --from=build /image /opt/mcp-server-databricks
# The user "node" of the base image. As a number, so that Kubernetes can check that it is not root.
USER 1000:1000
WORKDIR /opt/mcp-server-databricks
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "/opt/mcp-server-databricks/health.js"]
ENTRYPOINT ["node", "/opt/mcp-server-databricks/dist/cli.js"]

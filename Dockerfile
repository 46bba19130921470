# syntax=docker/dockerfile:1
# The service as an image. Built from the repository's root: docker build -t dam .

# libvips and the GraphQL IDE.
FROM node:22-bookworm-slim AS packages
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --omit=dev

# The very SDK that global.json names.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401 AS build
WORKDIR /src
COPY --from=packages /src/node_modules node_modules/
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig BannedSymbols.txt ./
COPY Dam.GraphQL/ Dam.GraphQL/
COPY Dam.Domain/ Dam.Domain/
COPY Dam.Infrastructure/ Dam.Infrastructure/
COPY Dam.Api/ Dam.Api/
COPY Microsoft.SqlServer.Server/ Microsoft.SqlServer.Server/
ARG TARGETARCH
RUN dotnet publish Dam.Api -c Release -r linux-$([ "$TARGETARCH" = arm64 ] && echo arm64 || echo x64) --self-contained false -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/publish.lock.json -p:RestoreLockedMode=false -p:RunAnalyzers=false -o /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# libvips comes with the service. ffmpeg: video and audio. poppler-utils: pages and text of PDF. tesseract-ocr: text in pictures. libheif, libraw: phones' and cameras' own files.
# postgresql-client: backup and restore. Any may be left out: the service says in its health what is missing.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg poppler-utils tesseract-ocr libheif-examples libraw-bin postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data && chown "$APP_UID" /data
WORKDIR /app
COPY --from=build /out .
ENV ASPNETCORE_URLS=http://+:8080 \
    Dam__Data=/data \
    MALLOC_ARENA_MAX=2 \
    DOTNET_GCgen0size=0x4000000
USER $APP_UID
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=12s --start-period=60s --retries=3 CMD ["dotnet", "Dam.Api.dll", "health"]
ENTRYPOINT ["dotnet", "Dam.Api.dll"]

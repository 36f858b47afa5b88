# The server as a container. Build: docker build -t coaching-platform .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY Domain/*.csproj Domain/packages.lock.json Domain/
COPY Sse/*.csproj Sse/packages.lock.json Sse/
COPY Application/*.csproj Application/packages.lock.json Application/
COPY Infrastructure/*.csproj Infrastructure/packages.lock.json Infrastructure/
COPY Web/*.csproj Web/packages.lock.json Web/
RUN dotnet restore Web --locked-mode
COPY Domain Domain
COPY Sse Sse
COPY Application Application
COPY Infrastructure Infrastructure
COPY Web Web
RUN dotnet publish Web --no-restore --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# the time zones that people choose, by all the names that browsers give them
RUN apt-get update && apt-get install --yes --no-install-recommends tzdata tzdata-legacy && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# the embedded database of a container without SQL Server; mount a volume here to keep it
RUN mkdir data && chown "$APP_UID" data
USER $APP_UID
ENV ASPNETCORE_URLS=http://+:4000
EXPOSE 4000
ENTRYPOINT ["dotnet", "CoachingPlatform.Web.dll"]

# The README's two commands, in an image: `docker build -t emulsion . && docker run -p 3000:3000 -v emulsion:/data emulsion`
FROM node:24-bookworm-slim
WORKDIR /emulsion
COPY . .
RUN npm ci --no-audit --no-fund && node_modules/.bin/node server/main.ts --build-only
VOLUME /data
EXPOSE 3000
CMD ["npm", "start", "--", "--host", "0.0.0.0", "--data", "/data"]

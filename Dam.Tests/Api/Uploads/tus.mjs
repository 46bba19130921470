// Sends a file by tus-js-client and prints each answer: method, status, Upload-Offset. Past 60 % it goes slowly, until a request fails: time to be killed in.
// node tus.mjs URL FILE
import { createReadStream, statSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const [url, path] = process.argv.slice(2);
const size = statSync(path).size;
let failed = false;

new Upload(createReadStream(path), {
  uploadUrl: url,
  chunkSize: 1024 * 1024,
  retryDelays: Array(100).fill(200),
  async onBeforeRequest(request) {
    const offset = Number(request.getHeader('Upload-Offset') ?? 0);
    if (!failed && offset >= 0.6 * size) {
      console.log('sixty');
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  },
  onAfterResponse(request, response) {
    console.log(request.getMethod(), response.getStatus(), response.getHeader('Upload-Offset'));
  },
  onShouldRetry() {
    failed = true;
    return true;
  },
  onError(error) {
    console.log('error', error.message);
  },
  onSuccess() {
    console.log('done');
  },
}).start();

// A thread that reads photos: paths come in, readings go out, one at a time.

import { openInstalledReader } from "../face/networks.ts";
import { readPhotos, type ReadPhoto } from "../face/photos.ts";
import { serveThread } from "../photos/threads.ts";

const reader = openInstalledReader();
reader.catch(() => undefined); // heard of with the first photo

serveThread(async (path): Promise<ReadPhoto> => {
  let read: ReadPhoto | undefined;
  await readPhotos([path], reader, (photo) => void (read = photo));
  return read!;
});

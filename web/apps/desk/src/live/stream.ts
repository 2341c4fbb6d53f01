import { connectStream } from "@sori/ui/stream";

/** This tab's end of the browser's one connection. Opened with the first interest, not with the import. */
export const stream = connectStream();

export { connectStream, StreamClient } from "./client";
export type { Interest, StreamEvent, StreamStatus } from "./events";

export { type Attempt, mayPass } from "./attempt";
export type { Draft, Pending } from "./box";
export { attach } from "./browser";
export { Outbox } from "./outbox";

export { type Attempt, newKey, Outbox, type Pending, type PendingAttachment } from "./outbox";

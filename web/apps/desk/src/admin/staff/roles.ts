import type { Role } from "@sori/api";

export const roles: readonly Role[] = [
  "counsellor",
  "team_leader",
  "knowledge_editor",
  "quality_analyst",
  "planner",
  "analyst",
  "officer",
  "manager",
  "administrator",
];

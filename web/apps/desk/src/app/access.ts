import type { Me, Role } from "@sori/api";

const floorRoles: readonly Role[] = ["team_leader", "manager", "administrator", "planner"];

/** Whether something must be done in one's account before anything else. */
export const owes = (me: Me) => (me.owes ?? []).length > 0;

const statisticsRoles: readonly Role[] = [...floorRoles, "analyst"];

export const answersContacts = (roles: readonly Role[]) => roles.includes("counsellor");
export const seesFloor = (roles: readonly Role[]) => roles.some((role) => floorRoles.includes(role));
export const seesStatistics = (roles: readonly Role[]) => roles.some((role) => statisticsRoles.includes(role));
/** Who acts on the floor: moves people, takes over, whispers. */
export const leads = (roles: readonly Role[]) => roles.includes("team_leader");
export const mayReadContacts = (roles: readonly Role[]) =>
  roles.includes("team_leader") || roles.includes("administrator");
export const administers = mayReadContacts;
export const maySwitchSimulation = mayReadContacts;

/** Where a person's work begins. */
export function firstPage(roles: readonly Role[]): "/desk" | "/floor" | "/stats" | "/start" {
  if (answersContacts(roles)) return "/desk";
  if (seesFloor(roles)) return "/floor";
  return seesStatistics(roles) ? "/stats" : "/start";
}

/** Only to spare people a page of refusals; the server decides for itself what it tells whom. */
export function mayOpen(path: string, roles: readonly Role[]): boolean {
  if (path.startsWith("/desk")) return answersContacts(roles);
  if (path.startsWith("/floor") || path.startsWith("/wall")) return seesFloor(roles);
  if (path.startsWith("/stats")) return seesStatistics(roles);
  if (path.startsWith("/admin")) return administers(roles);
  return true;
}

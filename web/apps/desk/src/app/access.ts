import type { Me, Role } from "@sori/api";

const floorRoles: readonly Role[] = ["team_leader", "manager", "administrator", "planner"];

const statisticsRoles: readonly Role[] = [...floorRoles, "analyst"];

const casesRoles: readonly Role[] = ["counsellor", "team_leader", "officer", "administrator"];

/** Whether something must be done in one's account before anything else. */
export const owes = (me: Me) => (me.owes ?? []).length > 0;
export const answersContacts = (roles: readonly Role[]) => roles.includes("counsellor");
export const seesFloor = (roles: readonly Role[]) => roles.some((role) => floorRoles.includes(role));
export const seesStatistics = (roles: readonly Role[]) => roles.some((role) => statisticsRoles.includes(role));
/** Who plans with the twin. */
export const plans = seesFloor;
/** Who looks at cases; the server shows officers those of their departments. */
export const seesCases = (roles: readonly Role[]) => roles.some((role) => casesRoles.includes(role));
/** Who looks at bookings. */
export const seesBookings = (roles: readonly Role[]) =>
  answersContacts(roles) || roles.includes("team_leader") || roles.includes("administrator");
/** Who takes times off for everybody, and says what is offered. */
export const keepsTimes = (roles: readonly Role[]) => roles.includes("team_leader") || roles.includes("administrator");
/** Who sees figures of cases; the server shows officers those of their departments. */
export const seesCaseFigures = (roles: readonly Role[]) => seesStatistics(roles) || roles.includes("officer");
/** Who works at the officer's desk, or dispatches what nobody has. */
export const worksInOffice = seesCases;
/** Who acts on the floor: moves people, takes over, whispers. */
export const leads = (roles: readonly Role[]) => roles.includes("team_leader");
export const mayReadContacts = (roles: readonly Role[]) =>
  roles.includes("team_leader") || roles.includes("administrator");
export const administers = mayReadContacts;
export const maySwitchSimulation = mayReadContacts;

export const editsKnowledge = (roles: readonly Role[]) => roles.includes("knowledge_editor");
/** Officers propose corrections of their departments' articles. */
export const writesKnowledge = (roles: readonly Role[]) => editsKnowledge(roles) || roles.includes("officer");
export const overseesKnowledge = (roles: readonly Role[]) => writesKnowledge(roles) || leads(roles);
export const importsKnowledge = (roles: readonly Role[]) => editsKnowledge(roles) || roles.includes("administrator");

/** Who writes bulletins, and sees who has acknowledged them. */
export const writesBulletins = (roles: readonly Role[]) => editsKnowledge(roles) || leads(roles);
/** Who sees with which centres bulletins are exchanged, and how that goes. */
export const seesExchange = (roles: readonly Role[]) => writesBulletins(roles) || keepsExchange(roles);
export const keepsExchange = (roles: readonly Role[]) => roles.includes("administrator");

/** Where a person's work begins. */
export function firstPage(roles: readonly Role[]): "/desk" | "/floor" | "/knowledge" | "/stats" | "/start" | "/office" {
  if (answersContacts(roles)) return "/desk";
  if (writesKnowledge(roles)) return "/knowledge";
  if (seesFloor(roles)) return "/floor";
  return seesStatistics(roles) ? "/stats" : "/start";
}

/** Only to spare people a page of refusals; the server decides for itself what it tells whom. */
export function mayOpen(path: string, roles: readonly Role[]): boolean {
  if (path.startsWith("/desk")) return answersContacts(roles);
  if (path.startsWith("/floor") || path.startsWith("/wall")) return seesFloor(roles);
  if (path.startsWith("/stats")) return seesStatistics(roles);
  if (path.startsWith("/twin")) return plans(roles);
  if (path.startsWith("/cases/figures")) return seesCaseFigures(roles);
  if (path.startsWith("/cases") || path.startsWith("/office")) return seesCases(roles);
  if (path.startsWith("/bookings")) return seesBookings(roles);
  if (path.startsWith("/admin")) return administers(roles);
  if (path.startsWith("/knowledge/directory/posts/new")) return editsKnowledge(roles);
  if (/^\/knowledge\/(articles|review|freshness|directory\/posts)/.test(path)) return overseesKnowledge(roles);
  if (path.startsWith("/knowledge/bulletins/exchange")) return seesExchange(roles);
  if (path.startsWith("/knowledge/bulletins/")) return writesBulletins(roles);
  if (/^\/knowledge\/(synonyms|chatbot)/.test(path)) return editsKnowledge(roles);
  if (/^\/knowledge\/(import|departments)/.test(path)) return importsKnowledge(roles);
  return true;
}

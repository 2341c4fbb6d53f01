import type { Stale } from "@sori/api";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { isSection, type Section } from "../admin/sections";
import type { CasesSearch } from "../cases/data";
import { caseFiguresSearch } from "../cases/figures/data";
import { expectedWaitSearch } from "../data/expectedWait";
import { type FloorFigure, type FloorSpan, isFloorFigure, isFloorSpan } from "../data/floor";
import { queries } from "../data/queries";
import { sessionQuery } from "../data/session";
import { statisticsSearch } from "../data/statistics";
import { twinSearch } from "../data/twin";
import { DeskPage } from "../desk/DeskPage";
import { type BulletinsSearch, type Only, standings } from "../knowledge/bulletins/address";
import { type BotSearch, botSearch, newSearch } from "../knowledge/chatbot/address";
import { isArticleState, isStale, type ListSearch } from "../knowledge/search/address";
import { LoginPage } from "../login/LoginPage";
import { isView, type OfficeSearch } from "../office/address";
import { Shell } from "../shell/Shell";
import { StartPage } from "../start/StartPage";
import { firstPage, mayOpen, owes } from "./access";
import { NotFound } from "./NotFound";
import { PageFailure } from "./PageFailure";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFailure });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: LoginPage,
  validateSearch: (search): { to?: string; refused?: string } => ({
    ...(typeof search.to === "string" ? { to: search.to } : {}),
    ...(typeof search.refused === "string" ? { refused: search.refused } : {}),
  }),
  beforeLoad: async () => {
    // Whoever is logged in already, perhaps through another tab, has no business here. No answer means: show the form.
    const me = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => null);
    if (me !== null) throw redirect({ to: firstPage(me.roles) });
  },
});

const staff = createRoute({
  getParentRoute: () => root,
  id: "staff",
  component: Shell,
  errorComponent: PageFailure,
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(sessionQuery);
    if (me === null) throw redirect({ to: "/login", search: { to: location.href } });
    if (owes(me) && location.pathname !== "/account") throw redirect({ to: "/account" });
    if (!mayOpen(location.pathname, me.roles)) throw redirect({ to: firstPage(me.roles) });
    return { me };
  },
});

const desk = createRoute({
  getParentRoute: () => staff,
  path: "/desk",
  component: DeskPage,
  validateSearch: (search): { contact?: number } => number("contact", search.contact),
});

export interface FloorSearch {
  queue?: number;
  counsellor?: number;
  figure?: FloorFigure;
  span?: FloorSpan;
  since?: string;
  until?: string;
}

const floor = createRoute({
  getParentRoute: () => staff,
  path: "/floor",
  component: lazyRouteComponent(() => import("../floor/FloorPage"), "FloorPage"),
  validateSearch: (search): FloorSearch => ({
    ...number("queue", search.queue),
    ...number("counsellor", search.counsellor),
    ...(isFloorFigure(search.figure) ? { figure: search.figure } : {}),
    ...(isFloorSpan(search.span) ? { span: search.span } : {}),
    ...(typeof search.since === "string" ? { since: search.since } : {}),
    ...(typeof search.until === "string" ? { until: search.until } : {}),
  }),
});

const expectedWait = createRoute({
  getParentRoute: () => staff,
  path: "/floor/expected-wait",
  component: lazyRouteComponent(() => import("../expected/ExpectedWaitPage"), "ExpectedWaitPage"),
  validateSearch: expectedWaitSearch,
});

const statistics = createRoute({
  getParentRoute: () => staff,
  path: "/stats",
  component: lazyRouteComponent(() => import("../statistics/StatisticsPage"), "StatisticsPage"),
  validateSearch: statisticsSearch,
});

const twin = createRoute({
  getParentRoute: () => staff,
  path: "/twin",
  component: lazyRouteComponent(() => import("../twin/TwinPage"), "TwinPage"),
  validateSearch: twinSearch,
});

const cases = createRoute({
  getParentRoute: () => staff,
  path: "/cases",
  component: lazyRouteComponent(() => import("../cases/CasesPage"), "CasesPage"),
  validateSearch: (search): CasesSearch => ({ ...text("type", search.type), ...text("number", search.number) }),
});

const office = createRoute({
  getParentRoute: () => staff,
  path: "/office",
  component: lazyRouteComponent(() => import("../office/OfficePage"), "OfficePage"),
  validateSearch: (search): OfficeSearch => ({
    ...(isView(search.view) ? { view: search.view } : {}),
    ...text("type", search.type),
    ...text("where", search.where),
  }),
});

const caseFigures = createRoute({
  getParentRoute: () => staff,
  path: "/cases/figures",
  component: lazyRouteComponent(() => import("../cases/figures/CaseFiguresPage"), "CaseFiguresPage"),
  validateSearch: caseFiguresSearch,
});

const oneCase = createRoute({
  getParentRoute: () => staff,
  path: "/cases/$id",
  component: lazyRouteComponent(() => import("../cases/CasePage"), "CasePage"),
  params: { parse: ({ id }) => ({ id: Number(id) }) },
});

const bookings = createRoute({
  getParentRoute: () => staff,
  path: "/bookings",
  component: lazyRouteComponent(() => import("../bookings/BookingsPage"), "BookingsPage"),
  validateSearch: (search): { words?: string } => text("words", search.words),
});

const bookable = createRoute({
  getParentRoute: () => staff,
  path: "/bookings/$id",
  component: lazyRouteComponent(() => import("../bookings/BookablePage"), "BookablePage"),
  params: { parse: ({ id }) => ({ id: Number(id) }) },
  validateSearch: (search): { day?: string } => text("day", search.day),
});

const watch = createRoute({
  getParentRoute: () => staff,
  path: "/floor/contacts/$contactId",
  component: lazyRouteComponent(() => import("../watch/WatchPage"), "WatchPage"),
  params: { parse: ({ contactId }) => ({ contactId: Number(contactId) }) },
});

/** For a big screen: nothing around it, and nothing to press. */
const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  component: lazyRouteComponent(() => import("../wall/WallPage"), "WallPage"),
  errorComponent: PageFailure,
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(sessionQuery);
    if (me === null) throw redirect({ to: "/login", search: { to: location.href } });
    if (owes(me)) throw redirect({ to: "/account" });
    if (!mayOpen(location.pathname, me.roles)) throw redirect({ to: firstPage(me.roles) });
  },
});

const adminHome = createRoute({
  getParentRoute: () => staff,
  path: "/admin",
  beforeLoad: () => {
    throw redirect({ to: "/admin/$section", params: { section: "centre" } });
  },
});

/** Which part of a section is open; of the audit log, what is looked for. */
export interface AdminSearch {
  part?: string;
  person?: string;
  action?: string;
  day?: string;
  contact?: number;
  citizen?: number;
}

const admin = createRoute({
  getParentRoute: () => staff,
  path: "/admin/$section",
  component: lazyRouteComponent(() => import("../admin/AdminPage"), "AdminPage"),
  params: {
    parse: ({ section }): { section: Section } => {
      if (!isSection(section)) throw redirect({ to: "/admin" });
      return { section };
    },
  },
  // A key of the menu is a figure to the address.
  validateSearch: (search): AdminSearch => ({
    ...(search.part === undefined ? {} : { part: String(search.part) }),
    ...text("person", search.person),
    ...text("action", search.action),
    ...text("day", search.day),
    ...number("contact", search.contact),
    ...number("citizen", search.citizen),
  }),
});

const account = createRoute({
  getParentRoute: () => staff,
  path: "/account",
  component: lazyRouteComponent(() => import("../account/AccountPage"), "AccountPage"),
});

const knowledge = createRoute({
  getParentRoute: () => staff,
  path: "/knowledge",
  component: lazyRouteComponent(() => import("../knowledge/KnowledgePage"), "KnowledgePage"),
});

const knowledgeSearch = createRoute({
  getParentRoute: () => knowledge,
  path: "/",
  component: lazyRouteComponent(() => import("../knowledge/search/SearchPage"), "SearchPage"),
  validateSearch: (search): { q?: string; topic?: string; article?: string } => ({
    ...text("q", search.q),
    ...text("topic", search.topic),
    ...text("article", search.article),
  }),
});

const knowledgeArticles = createRoute({
  getParentRoute: () => knowledge,
  path: "/articles",
  component: lazyRouteComponent(() => import("../knowledge/list/ArticlesPage"), "ArticlesPage"),
  validateSearch: (search): ListSearch => ({
    ...text("text", search.text),
    ...(isArticleState(search.state) ? { state: search.state } : {}),
    ...number("department", search.department),
    ...text("topic", search.topic),
    ...(search.wrong === true ? { wrong: true } : {}),
  }),
});

const knowledgeNew = createRoute({
  getParentRoute: () => knowledge,
  path: "/articles/new",
  component: lazyRouteComponent(() => import("../knowledge/edit/NewArticlePage"), "NewArticlePage"),
  validateSearch: newSearch,
});

const knowledgeArticle = createRoute({
  getParentRoute: () => knowledge,
  path: "/articles/$id",
  component: lazyRouteComponent(() => import("../knowledge/edit/ArticlePage"), "ArticlePage"),
  params: { parse: ({ id }) => ({ id: Number(id) }) },
});

const knowledgeReview = createRoute({
  getParentRoute: () => knowledge,
  path: "/review",
  component: lazyRouteComponent(() => import("../knowledge/review/ReviewPage"), "ReviewPage"),
});

const knowledgeFreshness = createRoute({
  getParentRoute: () => knowledge,
  path: "/freshness",
  component: lazyRouteComponent(() => import("../knowledge/freshness/FreshnessPage"), "FreshnessPage"),
  validateSearch: (search): { reason?: Stale } => (isStale(search.reason) ? { reason: search.reason } : {}),
});

const knowledgeImport = createRoute({
  getParentRoute: () => knowledge,
  path: "/import",
  component: lazyRouteComponent(() => import("../knowledge/import/ImportPage"), "ImportPage"),
});

const knowledgeSynonyms = createRoute({
  getParentRoute: () => knowledge,
  path: "/synonyms",
  component: lazyRouteComponent(() => import("../knowledge/synonyms/SynonymsPage"), "SynonymsPage"),
});

const directory = createRoute({
  getParentRoute: () => knowledge,
  path: "/directory",
  component: lazyRouteComponent(() => import("../knowledge/directory/DirectoryPage"), "DirectoryPage"),
  validateSearch: (search): { q?: string; district?: string; post?: number } => ({
    ...text("q", search.q),
    ...text("district", search.district),
    ...number("post", search.post),
  }),
});

const directoryPosts = createRoute({
  getParentRoute: () => knowledge,
  path: "/directory/posts",
  component: lazyRouteComponent(() => import("../knowledge/directory/PostsPage"), "PostsPage"),
  validateSearch: (search): { text?: string; removed?: boolean } => ({
    ...text("text", search.text),
    ...(search.removed === true ? { removed: true } : {}),
  }),
});

const directoryNew = createRoute({
  getParentRoute: () => knowledge,
  path: "/directory/posts/new",
  component: lazyRouteComponent(() => import("../knowledge/directory/NewPostPage"), "NewPostPage"),
});

const directoryPost = createRoute({
  getParentRoute: () => knowledge,
  path: "/directory/posts/$id",
  component: lazyRouteComponent(() => import("../knowledge/directory/PostPage"), "PostPage"),
  params: { parse: ({ id }) => ({ id: Number(id) }) },
});

const bulletins = createRoute({
  getParentRoute: () => knowledge,
  path: "/bulletins",
  component: lazyRouteComponent(() => import("../knowledge/bulletins/BulletinsPage"), "BulletinsPage"),
});

const bulletinsAll = createRoute({
  getParentRoute: () => knowledge,
  path: "/bulletins/all",
  component: lazyRouteComponent(() => import("../knowledge/bulletins/AllBulletinsPage"), "AllBulletinsPage"),
  validateSearch: (search): BulletinsSearch => ({
    ...text("text", search.text),
    ...(standings.some((one) => one === search.only) ? { only: search.only as Only } : {}),
  }),
});

const bulletinNew = createRoute({
  getParentRoute: () => knowledge,
  path: "/bulletins/new",
  component: lazyRouteComponent(() => import("../knowledge/bulletins/NewBulletinPage"), "NewBulletinPage"),
});

const bulletinExchange = createRoute({
  getParentRoute: () => knowledge,
  path: "/bulletins/exchange",
  component: lazyRouteComponent(() => import("../knowledge/bulletins/ExchangePage"), "ExchangePage"),
});

const bulletin = createRoute({
  getParentRoute: () => knowledge,
  path: "/bulletins/$id",
  component: lazyRouteComponent(() => import("../knowledge/bulletins/BulletinPage"), "BulletinPage"),
  params: { parse: ({ id }) => ({ id: Number(id) }) },
});

/** For paper: nothing around it. */
const emergencyList = createRoute({
  getParentRoute: () => root,
  path: "/knowledge/emergency-list",
  component: lazyRouteComponent(() => import("../knowledge/directory/EmergencyListPage"), "EmergencyListPage"),
  errorComponent: PageFailure,
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(sessionQuery);
    if (me === null) throw redirect({ to: "/login", search: { to: location.href } });
    if (owes(me)) throw redirect({ to: "/account" });
  },
});

const knowledgeDepartments = createRoute({
  getParentRoute: () => knowledge,
  path: "/departments",
  component: lazyRouteComponent(() => import("../knowledge/departments/DepartmentsPage"), "DepartmentsPage"),
});

const knowledgeChatbot = createRoute({
  getParentRoute: () => knowledge,
  path: "/chatbot",
  component: lazyRouteComponent(() => import("../knowledge/chatbot/ChatbotPage"), "ChatbotPage"),
  validateSearch: (search): BotSearch => botSearch(search),
});

const knowledgeBotConversation = createRoute({
  getParentRoute: () => knowledge,
  path: "/chatbot/conversations/$id",
  component: lazyRouteComponent(() => import("../knowledge/chatbot/ConversationPage"), "ConversationPage"),
  params: { parse: ({ id }) => ({ id: Number(id) }) },
});

const start = createRoute({ getParentRoute: () => staff, path: "/start", component: StartPage });

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    wall,
    emergencyList,
    staff.addChildren([
      desk,
      floor,
      expectedWait,
      statistics,
      twin,
      watch,
      adminHome,
      admin,
      knowledge.addChildren([
        knowledgeSearch,
        knowledgeArticles,
        knowledgeNew,
        knowledgeArticle,
        knowledgeReview,
        knowledgeFreshness,
        knowledgeImport,
        knowledgeDepartments,
        knowledgeSynonyms,
        directory,
        directoryPosts,
        directoryNew,
        directoryPost,
        bulletins,
        bulletinsAll,
        bulletinNew,
        bulletinExchange,
        bulletin,
        knowledgeChatbot,
        knowledgeBotConversation,
      ]),
      cases,
      caseFigures,
      oneCase,
      office,
      bookings,
      bookable,
      account,
      start,
    ]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
  // What a page can't ask for leaves the address, instead of going on to the API.
  search: { strict: true },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function text<Name extends string>(name: Name, value: unknown): { [key in Name]?: string } {
  const given = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return (given ? { [name]: given } : {}) as { [key in Name]?: string };
}

function number<Name extends string>(name: Name, value: unknown): { [key in Name]?: number } {
  return (Number.isInteger(value) ? { [name]: value } : {}) as { [key in Name]?: number };
}

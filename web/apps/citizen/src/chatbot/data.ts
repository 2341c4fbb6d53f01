import {
  answer,
  askForPerson,
  type BotConversation,
  type BotTurn,
  beginBotConversation,
  getBotConversation,
  isProblem,
  leaveBot,
  makeCaseLink,
  rateBotAnswer,
  sayToBot,
  uploadFile,
} from "@sori/api";
import { shelf, uuid } from "@sori/ui/storage";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "../conversation/store";
import { currentLanguage } from "../i18n";

const KEY = "sori.chatbot";

/** Silence is noticed by the server: what it says then is fetched. */
const LOOK_EVERY = 30_000;

export const botQuery = queryOptions({
  queryKey: ["chatbot"],
  queryFn: async ({ signal }): Promise<BotConversation | null> => {
    try {
      return withoutGivenUp(await answer(getBotConversation({ signal })));
    } catch (error) {
      if (isProblem(error, 404)) return null;
      throw error;
    }
  },
  refetchInterval: LOOK_EVERY,
});

export function isOver(conversation: BotConversation): boolean {
  return conversation.stage === "ended" || conversation.stage === "handed_over";
}

/** Something that is said, or photos that a complaint asks for. */
export interface Words {
  client_key: string;
  body: string;
  photo_ids: number[];
}

interface Beginning {
  menuKey: string | null;
  noticeKey: string | null;
}

/** Says something, and begins the conversation first where there is none that goes on. Both can be sent again. */
export async function sayWords(held: BotConversation | null, words: Words, from: Beginning): Promise<void> {
  let key = held && !isOver(held) ? held.key : null;
  if (key === null) {
    key = shelf.get(KEY) ?? uuid();
    shelf.set(KEY, key);
    const body = { key, language: currentLanguage(), menu_key: from.menuKey, notice_key: from.noticeKey };
    await answer(beginBotConversation({ body }));
  }
  await keep(answer(sayToBot({ path: { key }, body: words })));
  shelf.remove(KEY);
}

export const handOver = (key: string, menuKey: string | null) =>
  keep(answer(askForPerson({ path: { key }, body: { menu_key: menuKey } })));

export const rateAnswer = (key: string, turnId: number, helped: boolean) =>
  keep(answer(rateBotAnswer({ path: { key }, body: { turn_id: turnId, helped } })));

export const botPhotoUrl = (key: string, id: number) => `/api/chat/bot/conversations/${key}/photos/${id}`;

export function uploadBotPhoto(key: string, file: File, onProgress: (share: number) => void, signal: AbortSignal) {
  const url = `/api/chat/bot/conversations/${key}/photos`;
  return uploadFile({ url, file, language: currentLanguage(), onProgress, signal });
}

/** The address of a page to follow a case that was filed in this conversation: whoever has it may. */
export async function caseAddress(key: string, number: string): Promise<string> {
  return `/case/${(await answer(makeCaseLink({ path: { key, number } }))).token}`;
}

export const endBot = (key: string) => keep(answer(leaveBot({ path: { key } })));

/** Answers that nobody told this page the end of: they stay as they were given, whatever is fetched. */
const givenUp = new Set<number>();

function withoutGivenUp(conversation: BotConversation): BotConversation {
  const turns = conversation.turns.map((turn) => (givenUp.has(turn.id) ? { ...turn, phrasing: false } : turn));
  return { ...conversation, turns };
}

export function giveUpPhrasing(turnId: number): void {
  givenUp.add(turnId);
  queryClient.setQueryData(botQuery.queryKey, (known) => known && withoutGivenUp(known));
}

/** What became of an answer that was being phrased. */
export async function settlePhrasing(settled: BotTurn): Promise<void> {
  await queryClient.cancelQueries({ queryKey: botQuery.queryKey });
  queryClient.setQueryData(
    botQuery.queryKey,
    (known) => known && { ...known, turns: known.turns.map((turn) => (turn.id === settled.id ? settled : turn)) },
  );
}

/** An answer holds the whole conversation; a fetch under way may be older and is given up. */
async function keep(asked: Promise<BotConversation>): Promise<BotConversation> {
  const fresh = withoutGivenUp(await asked);
  await queryClient.cancelQueries({ queryKey: botQuery.queryKey });
  queryClient.setQueryData(botQuery.queryKey, fresh);
  return fresh;
}

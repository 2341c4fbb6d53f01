import { useDebouncedValue } from "@mantine/hooks";
import type { Edit, FaultShown, Kind, Setup, SetupShown } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useMemo } from "react";
import { useMe } from "../../data/session";
import { checkQuery } from "../data";
import { type Draft, drafted, edited, outdated, type Parts, partOf, rebased, reverted } from "./draft";
import { useKeptDraft } from "./store";

const CHECK_AFTER_MS = 350;

/** The setup, the draft that changes it, and what is wrong with both together. */
export interface Administration {
  shown: SetupShown;
  /** What is in force. */
  present: Setup;
  /** What will be in force with the draft. */
  setup: Setup;
  draft: Draft;
  faults: readonly FaultShown[];
  /** Edits of what somebody else changed meanwhile. */
  outdated: readonly Edit[];
  checking: boolean;
  /** An administrator may edit all; a team leader some, and of staff only what they take. */
  administrator: boolean;
  mayEdit: (kind: Kind) => boolean;
  put: <K extends Kind>(kind: K, code: string, after: Parts[K] | null) => void;
  revert: (kind: Kind, code: string) => void;
  replace: (draft: Draft) => void;
  rebase: () => void;
}

const none: readonly FaultShown[] = [];
export const AdministrationContext = createContext<Administration | null>(null);

export function useAdministration(): Administration {
  const found = useContext(AdministrationContext);
  if (found === null) throw new Error("outside of the administration's pages");
  return found;
}

/** Made once, by the page around the sections. */
export function useNewAdministration(shown: SetupShown): Administration {
  const me = useMe();
  const [draft, setDraft] = useKeptDraft(me?.id ?? 0);
  const [settled] = useDebouncedValue(draft, CHECK_AFTER_MS);
  const check = useQuery(checkQuery(settled, null));
  const present = shown.setup;
  const setup = useMemo(() => drafted(present, draft), [present, draft]);
  const administrator = me?.roles.includes("administrator") ?? false;
  return {
    shown,
    present,
    setup,
    draft,
    faults: draft.length === 0 ? none : (check.data ?? none),
    outdated: useMemo(() => outdated(draft, present), [draft, present]),
    checking: draft.length > 0 && (check.isFetching || settled !== draft),
    administrator,
    mayEdit: (kind) => shown.may_edit.includes(kind),
    put: (kind, code, after) => setDraft((before) => edited(before, present, kind, code, after)),
    revert: (kind, code) => setDraft((before) => reverted(before, kind, code)),
    replace: setDraft,
    rebase: () => setDraft((before) => rebased(before, present)),
  };
}

/** One part as it will be, to be shown and edited. */
export interface PartEditor<K extends Kind> {
  part: Parts[K] | null;
  before: Parts[K] | null;
  disabled: boolean;
  change: (patch: Partial<Parts[K]>) => void;
  /** What is wrong with a field, or with what lies below it. */
  fault: (field: string) => string | undefined;
}

export function usePart<K extends Kind>(kind: K, code: string): PartEditor<K> {
  const { setup, present, faults, mayEdit, put } = useAdministration();
  const part = partOf(setup, kind, code);
  const mine = faults.filter((fault) => fault.kind === kind && fault.code === code);
  return {
    part,
    before: partOf(present, kind, code),
    disabled: !mayEdit(kind),
    change: (patch) => {
      if (part !== null) put(kind, code, { ...part, ...patch });
    },
    fault: (field) => mine.find((fault) => fault.field === field || fault.field.startsWith(`${field}.`))?.text,
  };
}

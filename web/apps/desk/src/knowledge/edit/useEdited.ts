import { useState } from "react";

/**
 * What somebody types over something that is kept. It stays until it is saved or discarded, also when somebody else
 * changes what is kept: `base` is what was seen when typing began, so that the server can compare.
 */
export function useEdited<Content extends object, Kept>(kept: Kept & { content: Content }) {
  const [change, setChange] = useState<Partial<Content>>({});
  const [seen, setSeen] = useState(kept);
  const changed = Object.keys(change).length > 0;
  const base = changed ? seen : kept;
  return {
    changed,
    base,
    content: { ...base.content, ...change },
    edit: (more: Partial<Content>) => {
      if (!changed) setSeen(kept);
      setChange((before) => ({ ...before, ...more }));
    },
    discard: () => setChange({}),
    /** Puts what is typed over what is kept now. */
    rebase: () => setSeen(kept),
  };
}

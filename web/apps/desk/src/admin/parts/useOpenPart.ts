import { useNavigate, useSearch } from "@tanstack/react-router";

/** Which part is open beside the list. The address says it, so that it can be linked to and the back button closes it. */
export function useOpenPart() {
  const { part } = useSearch({ from: "/staff/admin/$section" });
  const navigate = useNavigate();
  const show = (code: string | undefined) =>
    void navigate({
      to: ".",
      search: code === undefined ? {} : { part: code },
      resetScroll: false,
    });
  return { open: part, show, close: () => show(undefined) };
}

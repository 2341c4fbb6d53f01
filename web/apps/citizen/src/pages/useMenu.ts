import { useQuery } from "@tanstack/react-query";
import { fetchMenu } from "../api/chat";

const WHILE_CHOOSING = 10_000;

/** The menu as an administrator keeps it; fresh while someone chooses from it. */
export function useMenu(choosing: boolean) {
  return useQuery({
    queryKey: ["menu"],
    queryFn: ({ signal }) => fetchMenu(signal),
    refetchInterval: choosing ? WHILE_CHOOSING : false,
    refetchOnReconnect: true,
    staleTime: 5000,
  });
}

import { isProblem } from "@sori/api";
import { Failure } from "@sori/ui";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";

/** A page that could not even start, for example because the server was away when it was opened. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main style={{ height: "100dvh" }}>
      <Failure detail={isProblem(error) ? error.detail : ""} onRetry={again} />
    </main>
  );
}

/** Why an answer isn't one, beside its field. */
export function Wrong({ id, reason }: { id: string; reason: string | undefined }) {
  return reason ? (
    <p id={id} className="wrong">
      {reason}
    </p>
  ) : null;
}

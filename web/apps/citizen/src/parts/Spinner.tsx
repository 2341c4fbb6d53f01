export function Spinner({ label }: { label: string }) {
  return (
    <div className="loading" role="status">
      <span className="krds-spinner">{label}</span>
    </div>
  );
}

/** Four bars of a voice. Decorative: the name stands in the document's title. */
export function Logo({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#2a4fd0" />
      <g stroke="#fff" strokeWidth="3" strokeLinecap="round">
        <path d="M8 14v4M13.3 10v12M18.7 7v18M24 13v6" />
      </g>
    </svg>
  );
}

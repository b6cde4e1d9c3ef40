import { useRef, useState } from 'react';

/** Runs one write at a time: a second press while the first is under way does nothing. */
export function useSubmit(): {
  isPending: boolean;
  error: unknown;
  submit: (write: () => Promise<void>) => Promise<void>;
} {
  const isUnderWay = useRef(false);
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<unknown>();

  const submit = async (write: () => Promise<void>) => {
    if (isUnderWay.current) {
      return;
    }
    isUnderWay.current = true;
    setIsPending(true);
    setError(undefined);
    try {
      await write();
    } catch (refused) {
      setError(refused);
    } finally {
      isUnderWay.current = false;
      setIsPending(false);
    }
  };
  return { isPending, error, submit };
}

import { replaceEqualDeep } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';

/** What came anew as it was is the same object as before: what is made of it can stay. */
export function useKept<Value>(value: Value): Value {
  const before = useRef(value);
  const kept = replaceEqualDeep(before.current, value) as Value;
  useEffect(() => {
    before.current = kept;
  }, [kept]);
  return kept;
}

/** The same of each of some rows, wherever they stand now. */
export function useKeptRows<Row>(rows: readonly Row[], idOf: (row: Row) => string): readonly Row[] {
  const before = useRef<ReadonlyMap<string, Row>>(new Map());
  const kept = useMemo(() => rows.map((row) => replaceEqualDeep(before.current.get(idOf(row)), row) as Row), [rows, idOf]);
  useEffect(() => {
    before.current = new Map(kept.map((row) => [idOf(row), row]));
  }, [kept, idOf]);
  return kept;
}
